import { type Kysely, PostgresAdapter, type RawBuilder, sql } from 'kysely'

/**
 * How the two engines find tickets by words: SQLite with FTS5, PostgreSQL with a GIN index. Both index the same text, words with blanks
 * in between that were cut by us; neither cuts anything itself, for neither knows Chinese words.
 */
export type AskedWord = { word: string; isBeginning: boolean }

/** The parts of a query over `ticket_search as s` that differ. */
export type WordSearch = {
  /** What stands after `from`. */
  from: RawBuilder<unknown>
  where: RawBuilder<boolean>
  /** The order of opening, as the engine can walk it. */
  seq: RawBuilder<number>
  /** The index of words hands rows out in no order: look among so many newest lines first. */
  newestFirst?: number
}

const quoted = (word: string): string => `"${word.replaceAll('"', '""')}"`

/** Whether the line itself has them, read without the index of words. */
const inLine = ({ word, isBeginning }: AskedWord): RawBuilder<boolean> =>
  sql<boolean>`instr(' ' || s.words || s.units || ' ', ${` ${word}${isBeginning ? '' : ' '}`}) > 0`

/**
 * FTS5 hands rows out in the order of its own row id, either way, without sorting; therefore it leads the join. Where something else
 * leaves only few tickets, that leads, and the words are looked for in the lines of these few.
 */
export const searchSqlite = (asked: readonly AskedWord[], ofFew: boolean): WordSearch =>
  ofFew
    ? {
        from: sql`ticket_search as s`,
        where: sql<boolean>`${sql.join(asked.map(inLine), sql` and `)}`,
        seq: sql<number>`s.seq`,
      }
    : {
        from: sql`ticket_words cross join ticket_search as s on s.seq = ticket_words.rowid`,
        where: sql<boolean>`ticket_words match ${asked
          .map(({ word, isBeginning }) => `${quoted(word)}${isBeginning ? ' *' : ''}`)
          .join(' AND ')}`,
        seq: sql<number>`ticket_words.rowid`,
      }

const lexeme = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/** A word that fills no page out of so many lines is in few enough altogether to be sorted. */
const NEWEST = 20_000

/** PostgreSQL itself weighs what leaves fewest. */
export const searchPostgres = (asked: readonly AskedWord[]): WordSearch => ({
  from: sql`ticket_search as s`,
  where: sql<boolean>`s.vector @@ ${asked
    .map(({ word, isBeginning }) => `${lexeme(word)}${isBeginning ? ':*' : ''}`)
    .join(' & ')}::tsquery`,
  seq: sql<number>`s.seq`,
  newestFirst: NEWEST,
})

/** `seq` of a ticket's number: 20261121-00042 → 202611210000042. */
export const sqliteSeq = `(cast(substr(new.number, 1, 8) as integer) * 10000000 + cast(substr(new.number, 10) as integer))`

/** What a search line is made of. */
const WORDS = ['title', 'matter', 'wish', 'place_text', 'contact_name', 'contact_phone', 'confidential']

const SQLITE = [
  `create table ticket_search (seq integer primary key, ticket_id text not null, state text not null, warn_level text not null,
    phone4 text not null, phone text not null, words text not null)`,
  // "ascii" leaves every other sign to the words: what we cut stays one word.
  `create virtual table ticket_words using fts5 (words, content = 'ticket_search', content_rowid = 'seq', detail = none, columnsize = 0,
    tokenize = "ascii tokenchars '=@:_-'")`,
  `create trigger ticket_words_put after insert on ticket_search begin
    insert into ticket_words (rowid, words) values (new.seq, new.words); end`,
  `create trigger ticket_words_change after update of words on ticket_search begin
    insert into ticket_words (ticket_words, rowid, words) values ('delete', old.seq, old.words);
    insert into ticket_words (rowid, words) values (new.seq, new.words); end`,
  `create trigger ticket_words_drop after delete on ticket_search begin
    insert into ticket_words (ticket_words, rowid, words) values ('delete', old.seq, old.words); end`,
  `create table ticket_unit (unit text not null, seq integer not null, is_lead integer not null, primary key (unit, seq)) without rowid`,
  ...['insert', 'update of lead_department_id, co_department_ids'].map(
    (change, at) => `create trigger ticket_unit_${at === 0 ? 'put' : 'change'} after ${change} on ticket
    when new.lead_department_id is not null ${at === 0 ? '' : 'or old.lead_department_id is not null'} begin
    ${
      at === 0
        ? ''
        : `delete from ticket_unit where seq = ${sqliteSeq}
      and unit in (select old.lead_department_id union all select value from json_each(old.co_department_ids));`
    }
    insert or ignore into ticket_unit (unit, seq, is_lead)
      select new.lead_department_id, ${sqliteSeq}, 1 where new.lead_department_id is not null
      union all select value, ${sqliteSeq}, 0 from json_each(new.co_department_ids) where value <> new.lead_department_id; end`,
  ),
  `create trigger ticket_search_state after update of state, warn_level on ticket
    when new.state <> old.state or new.warn_level <> old.warn_level begin
    update ticket_search set state = new.state, warn_level = new.warn_level where seq = ${sqliteSeq}; end`,
  // Nobody may be found by what was taken out or corrected: the line goes, and whoever changed the words makes it anew.
  `create trigger ticket_search_forget after update of ${WORDS.join(', ')} on ticket
    when ${WORDS.map((c) => `new.${c} <> old.${c}`).join(' or ')} begin
    delete from ticket_search where seq = ${sqliteSeq}; end`,
  `insert or ignore into ticket_unit (unit, seq, is_lead)
    select lead_department_id, ${sqliteSeq.replaceAll('new.', '')}, 1 from ticket where lead_department_id is not null`,
  `insert or ignore into ticket_unit (unit, seq, is_lead)
    select j.value, ${sqliteSeq.replaceAll('new.', 'ticket.')}, 0 from ticket, json_each(ticket.co_department_ids) as j`,
]

/** The same in PostgreSQL's words. */
export const postgresSeq = `(substr(new.number, 1, 8)::bigint * 10000000 + substr(new.number, 10)::bigint)`

const POSTGRES = [
  `create table ticket_search (seq bigint primary key, ticket_id text not null, state text not null, warn_level text not null,
    phone4 text not null, phone text not null, words text not null)`,
  `create index ticket_words on ticket_search using gin ((array_to_tsvector(string_to_array(words, ' '))))`,
  `create table ticket_unit (unit text not null, seq bigint not null, is_lead integer not null, primary key (unit, seq))`,
  `create function ticket_unit_keep() returns trigger language plpgsql as $$ begin
    if tg_op = 'UPDATE' then
      delete from ticket_unit where seq = ${postgresSeq} and unit in (select old.lead_department_id
        union all select jsonb_array_elements_text(old.co_department_ids::jsonb));
    end if;
    insert into ticket_unit (unit, seq, is_lead)
      select new.lead_department_id, ${postgresSeq}, 1 where new.lead_department_id is not null
      union all select v, ${postgresSeq}, 0 from jsonb_array_elements_text(new.co_department_ids::jsonb) as v
        where v <> new.lead_department_id
      on conflict do nothing;
    return null; end $$`,
  `create trigger ticket_unit_put after insert on ticket for each row
    when (new.lead_department_id is not null) execute function ticket_unit_keep()`,
  `create trigger ticket_unit_change after update of lead_department_id, co_department_ids on ticket for each row
    when (new.lead_department_id is distinct from old.lead_department_id or new.co_department_ids <> old.co_department_ids)
    execute function ticket_unit_keep()`,
  `create function ticket_search_keep() returns trigger language plpgsql as $$ begin
    update ticket_search set state = new.state, warn_level = new.warn_level where seq = ${postgresSeq};
    return null; end $$`,
  `create trigger ticket_search_state after update of state, warn_level on ticket for each row
    when (new.state <> old.state or new.warn_level <> old.warn_level) execute function ticket_search_keep()`,
  `create function ticket_search_forget() returns trigger language plpgsql as $$ begin
    delete from ticket_search where seq = ${postgresSeq};
    return null; end $$`,
  `create trigger ticket_search_forget after update of ${WORDS.join(', ')} on ticket for each row
    when (${WORDS.map((c) => `new.${c} <> old.${c}`).join(' or ')}) execute function ticket_search_forget()`,
  `insert into ticket_unit (unit, seq, is_lead)
    select lead_department_id, ${postgresSeq.replaceAll('new.', '')}, 1 from ticket where lead_department_id is not null on conflict do nothing`,
  `insert into ticket_unit (unit, seq, is_lead)
    select v, ${postgresSeq.replaceAll('new.', 't.')}, 0
    from ticket as t, jsonb_array_elements_text(t.co_department_ids::jsonb) as v where t.lead_department_id is not null on conflict do nothing`,
]

const BOTH = [
  `create index ticket_search_state on ticket_search (state, seq)`,
  `create index ticket_search_phone on ticket_search (phone4, seq) where phone4 <> ''`,
  `create index ticket_search_warn on ticket_search (warn_level, seq) where warn_level <> 'green'`,
]

/** Makes what tickets are found by, and what keeps state, warning and units in it true. Words are put in by the room that knows them. */
export const keepSearch = (db: Kysely<unknown>): string[] => [
  ...(db.getExecutor().adapter instanceof PostgresAdapter ? POSTGRES : SQLITE),
  ...BOTH,
]
