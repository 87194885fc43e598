import { type Kysely, PostgresAdapter } from 'kysely'
import { postgresSeq, sqliteSeq } from './keep-search.ts'

/**
 * The units of a ticket as words of its search line: ` =u:` every unit that works on it, ` =l:` the one that leads. A word in a unit is then
 * one question to one index; kept true by triggers, because leads change in many places. Units called to confer count while that lasts.
 */
const SQLITE_LINE = (row: string): string => `coalesce(
  (select group_concat(' =u:' || lower(value), '') from (select ${row}.lead_department_id as value
    union select value from json_each(${row}.co_department_ids)
    union select value from json_each(${row}.invited_unit_ids) where ${row}.state = 'conferring')), '')
  || coalesce(' =l:' || lower(${row}.lead_department_id), '')`

const POSTGRES_LINE = (row: string): string => `coalesce(
  (select string_agg(' =u:' || lower(value), '' order by value) from (select ${row}.lead_department_id as value
    union select jsonb_array_elements_text(${row}.co_department_ids::jsonb)
    union select jsonb_array_elements_text(${row}.invited_unit_ids::jsonb) where ${row}.state = 'conferring') as units), '')
  || coalesce(' =l:' || lower(${row}.lead_department_id), '')`

const CHANGED = 'lead_department_id, co_department_ids, invited_unit_ids, state'
const isChanged = (differs: string): string => `new.lead_department_id ${differs} old.lead_department_id
  or new.co_department_ids <> old.co_department_ids
  or (new.invited_unit_ids <> old.invited_unit_ids and new.state = 'conferring')
  or (new.state <> old.state and 'conferring' in (new.state, old.state))`

const SQLITE = [
  `alter table ticket_search add column units text not null default ''`,
  `update ticket_search set units = ${SQLITE_LINE('ticket')} from ticket where ticket.id = ticket_search.ticket_id`,
  ...['put', 'change', 'drop'].map((what) => `drop trigger ticket_words_${what}`),
  `drop table ticket_words`,
  `create virtual table ticket_words using fts5 (words, units, content = 'ticket_search', content_rowid = 'seq', detail = none,
    columnsize = 0, tokenize = "ascii tokenchars '=@:_-'")`,
  `insert into ticket_words (ticket_words) values ('rebuild')`,
  `create trigger ticket_words_put after insert on ticket_search begin
    insert into ticket_words (rowid, words, units) values (new.seq, new.words, new.units); end`,
  `create trigger ticket_words_change after update of words, units on ticket_search
    when new.words <> old.words or new.units <> old.units begin
    insert into ticket_words (ticket_words, rowid, words, units) values ('delete', old.seq, old.words, old.units);
    insert into ticket_words (rowid, words, units) values (new.seq, new.words, new.units); end`,
  `create trigger ticket_words_drop after delete on ticket_search begin
    insert into ticket_words (ticket_words, rowid, words, units) values ('delete', old.seq, old.words, old.units); end`,
  `drop trigger ticket_unit_change`,
  `create trigger ticket_unit_change after update of ${CHANGED} on ticket when ${isChanged('is not')} begin
    delete from ticket_unit where seq = ${sqliteSeq} and unit in (select old.lead_department_id
      union all select value from json_each(old.co_department_ids) union all select value from json_each(old.invited_unit_ids));
    insert or ignore into ticket_unit (unit, seq, is_lead)
      select new.lead_department_id, ${sqliteSeq}, 1 where new.lead_department_id is not null
      union all select value, ${sqliteSeq}, 0 from json_each(new.co_department_ids)
      union all select value, ${sqliteSeq}, 0 from json_each(new.invited_unit_ids) where new.state = 'conferring';
    update ticket_search set units = ${SQLITE_LINE('new')} where seq = ${sqliteSeq}; end`,
]

const POSTGRES = [
  `alter table ticket_search add column units text not null default ''`,
  `update ticket_search set units = ${POSTGRES_LINE('ticket')} from ticket where ticket.id = ticket_search.ticket_id`,
  `drop index ticket_words`,
  // Kept, not made anew for every row that is looked at.
  `alter table ticket_search add column vector tsvector generated always as
    (array_to_tsvector(string_to_array(words || units, ' '))) stored`,
  `create index ticket_words on ticket_search using gin (vector)`,
  `create or replace function ticket_unit_keep() returns trigger language plpgsql as $$ begin
    if tg_op = 'UPDATE' then
      delete from ticket_unit where seq = ${postgresSeq} and unit in (select old.lead_department_id
        union all select jsonb_array_elements_text(old.co_department_ids::jsonb)
        union all select jsonb_array_elements_text(old.invited_unit_ids::jsonb));
      update ticket_search set units = ${POSTGRES_LINE('new')} where seq = ${postgresSeq};
    end if;
    insert into ticket_unit (unit, seq, is_lead)
      select new.lead_department_id, ${postgresSeq}, 1 where new.lead_department_id is not null
      union all select jsonb_array_elements_text(new.co_department_ids::jsonb), ${postgresSeq}, 0
      union all select jsonb_array_elements_text(new.invited_unit_ids::jsonb), ${postgresSeq}, 0 where new.state = 'conferring'
      on conflict do nothing;
    return null; end $$`,
  'analyze ticket_search',
  `drop trigger ticket_unit_change on ticket`,
  `create trigger ticket_unit_change after update of ${CHANGED} on ticket for each row
    when (${isChanged('is distinct from')}) execute function ticket_unit_keep()`,
]

/** Gives every search line its units, for both engines. */
export const keepUnitWords = (db: Kysely<unknown>): string[] =>
  db.getExecutor().adapter instanceof PostgresAdapter ? POSTGRES : SQLITE
