import SqliteDatabase from 'better-sqlite3'
import type { Acknowledged } from './acknowledged.ts'

/** Each question gives the rows that must not be there. */
const NEVER: readonly (readonly [string, string])[] = [
  ['an event is missing or double', 'select count(*) c, max(seq) m from event having c <> m'],
  [
    'the counter of events is not the last event',
    `select c.value, (select max(seq) from event) m from counter c where c.name = 'event' and c.value <> m`,
  ],
  [
    'a day’s numbers have a gap',
    `select c.name, c.value from counter c where c.name like 'ticket:%' and c.value <>
      (select count(*) from ticket t where t.number like substr(c.name, 8) || '-%')`,
  ],
  [
    'a ticket’s story has a gap or a step twice',
    `select t.number, t.version, count(s.seq) n from ticket t left join ticket_step s on s.ticket_id = t.id
      group by t.id having n <> t.version or max(s.seq) <> t.version`,
  ],
  [
    'a ticket’s steps and events do not match',
    `select t.number from ticket t where t.version <>
      (select count(*) from event e where e.subject_type = 'ticket' and e.subject_id = t.id and e.type = 'ticket.moved')`,
  ],
  [
    'a clock runs twice, or none runs for an answer that is owed',
    `select t.number from ticket t where
      (select count(*) from ticket_clock c where c.ticket_id = t.id and c.stage = 'reply' and c.stopped_at is null)
        <> (t.state in ('accepted', 'dispatched', 'handling', 'unit_review', 'audit'))`,
  ],
  [
    'the clock of the list is not the clock',
    `select t.number from ticket t join ticket_clock c on c.ticket_id = t.id and c.stage = 'reply' and c.stopped_at is null
      where t.due_at <> c.due_at`,
  ],
  [
    'two tickets came of one talk',
    'select conversation_id from ticket group by conversation_id having count(*) > 1',
  ],
  [
    'something said is not in the outbox once',
    `select m.id from message m left join outbox o on o.message_id = m.id where m.author <> 'citizen'
      group by m.id having count(o.id) <> 1`,
  ],
  [
    'a talk’s messages have a gap',
    'select conversation_id from message group by conversation_id having count(*) <> max(seq) or count(distinct seq) <> count(*)',
  ],
  [
    'a ticket cannot be found',
    'select t.number from ticket t left join ticket_search s on s.ticket_id = t.id where s.seq is null or s.state <> t.state',
  ],
]

const checkAcknowledged = (db: SqliteDatabase.Database, acknowledged: Acknowledged): string[] => {
  const found: string[] = []
  const ticket = db.prepare('select number from ticket where conversation_id = ?').pluck()
  for (const [talk, number] of acknowledged.tickets) {
    const numbers = ticket.all(talk)
    if (numbers.length !== 1 || numbers[0] !== number)
      found.push(`${number} was promised, there is ${numbers.join(' ') || 'none'}`)
  }
  const message = db
    .prepare(
      `select (select count(*) from message r where r.in_reply_to = m.id) from message m
      where m.channel_message_id = ? || ':' || ? and m.answered_at is not null`,
    )
    .pluck()
  for (const { talk, clientMessageId, replies } of acknowledged.messages) {
    const answers = message.all(talk, clientMessageId)
    if (answers.length !== 1 || answers[0] !== replies)
      found.push(`a message of ${talk} was answered ${replies} times, there is ${answers}`)
  }
  const step = db
    .prepare(
      `select count(*) from ticket t join ticket_step s on s.ticket_id = t.id where t.number = ? and s.action = ?`,
    )
    .pluck()
  for (const { number, action } of acknowledged.moves) {
    if (step.get(number, action) !== 1)
      found.push(`${action} of ${number} was acknowledged and is there ${step.get(number, action)} times`)
  }
  return found
}

/** Everything that is wrong in the database a killed server left, in sentences; empty when nothing is. The server must be dead. */
export const checkDatabase = (file: string, acknowledged: Acknowledged, isLast: boolean): string[] => {
  const db = new SqliteDatabase(file)
  try {
    const found = NEVER.flatMap(([what, question]) =>
      db
        .prepare(question)
        .all()
        .slice(0, 3)
        .map((row) => `${what}: ${JSON.stringify(row)}`),
    )
    found.push(...checkAcknowledged(db, acknowledged))
    if (!isLast) return found
    const whole = db.pragma('integrity_check', { simple: true })
    if (whole !== 'ok') found.push(`SQLite: ${whole}`)
    db.exec(`insert into ticket_words (ticket_words, rank) values ('integrity-check', 1)`)
    return found
  } finally {
    db.close()
  }
}
