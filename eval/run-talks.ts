import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { readConfig } from '../src/config.ts'
import { listPublished } from '../src/knowledge-base/entry-repository.ts'
import { type OpenDesk, openDesk } from '../src/open-desk.ts'
import { judgeDrops, writeDropsReport } from './judge-drops.ts'
import { type GoldTalk, type JudgedTurn, judgeTalk, TalksFile } from './judge-talks.ts'
import { report } from './write-outputs.ts'

const TALKS = 'eval/gold/talks.yaml'
/**
 * What `npm run check` demands of the whole set. Lower than measured on 2026-11-29 by a little: a floor stops a step back, it does not
 * fix every wording.
 */
const FLOOR = { understood: 0.9, wrongAnswers: 0.05, lost: 0.01 }

const readTalks = async (desk: OpenDesk): Promise<GoldTalk[]> => {
  const { talks } = TalksFile.parse(parse(readFileSync(TALKS, 'utf8')))
  const known = new Set((await listPublished(desk.db)).map(({ id }) => id))
  const named = talks.flatMap(({ turns }) =>
    turns.flatMap(({ want }) =>
      [want.answer, want.offer, ...(want.answers ?? [])].flatMap((ids) => ids ?? []),
    ),
  )
  const unknown = named.filter((id) => !known.has(id))
  if (unknown.length > 0) throw new Error(`${TALKS} names entries that do not exist: ${unknown.join(', ')}`)
  return talks
}

const share = (turns: readonly JudgedTurn[], holds: (turn: JudgedTurn) => boolean): number =>
  turns.length === 0 ? 1 : turns.filter(holds).length / turns.length
const isUnderstood = ({ faults }: JudgedTurn): boolean => faults.length === 0
const percent = (value: number): string => `${(value * 100).toFixed(1)}%`

const row = (name: string, turns: readonly JudgedTurn[]): string =>
  `| ${name} | ${turns.length} | ${percent(share(turns, isUnderstood))} | ${percent(share(turns, (t) => t.isWrongAnswer))} |`

/** The figures by half and by kind, and every error, as Markdown. */
const writeTalksReport = (turns: readonly JudgedTurn[], talks: number): string => {
  const kinds = [...new Set(turns.map(({ kind }) => kind))]
  const errors = turns.filter((turn) => !isUnderstood(turn))
  return [
    `${talks} talks, ${turns.length} turns. Command: \`npm run -s eval -- talks\``,
    '',
    '| turns | n | understood | wrong answers |',
    '| --- | --- | --- | --- |',
    row('all', turns),
    ...(['dev', 'test'] as const).map((half) =>
      row(
        half,
        turns.filter((turn) => turn.half === half),
      ),
    ),
    ...kinds.map((kind) =>
      row(
        kind,
        turns.filter((turn) => turn.kind === kind),
      ),
    ),
    '',
    `Errors (${errors.length})`,
    '',
    '| talk | kind | said | did | fault |',
    '| --- | --- | --- | --- | --- |',
    ...errors.map(
      (e) =>
        `| ${e.talk} ${e.half} | ${e.kind} | ${e.say} | ${e.did.replaceAll('|', '/')} | ${e.faults.join('; ')} |`,
    ),
    '',
  ].join('\n')
}

/**
 * `eval talks [--half dev|test]`: replays eval/gold/talks.yaml through the front desk with the knowledge in `knowledge/`, prints the
 * share of turns understood by half and kind and every error, and what becomes of the gold questions asked in the middle of a talk. Exit code 1 where the whole set falls below the floor.
 */
export const runTalks = async (half?: string): Promise<void> => {
  const config = readConfig({ DATABASE_URL: ':memory:', LOG_LEVEL: 'silent' })
  const desk = await openDesk({ ...config, llm: null })
  try {
    const talks = (await readTalks(desk)).filter((talk) => half === undefined || talk.half === half)
    if (talks.length === 0) throw new Error('--half is dev or test')
    const turns: JudgedTurn[] = []
    for (const talk of talks) turns.push(...(await judgeTalk(desk, talk)))
    process.stdout.write(writeTalksReport(turns, talks.length))
    const drops = await judgeDrops(desk)
    process.stdout.write(writeDropsReport(drops))
    const understood = share(turns, isUnderstood)
    const wrong = share(turns, (turn) => turn.isWrongAnswer)
    const lost = drops.filter(({ isLost }) => isLost).length / drops.length
    if (understood >= FLOOR.understood && wrong <= FLOOR.wrongAnswers && lost <= FLOOR.lost) return
    report(
      `talks: ${percent(understood)} understood (at least ${percent(FLOOR.understood)}), ${percent(wrong)} wrong answers (at most ${percent(FLOOR.wrongAnswers)}), ${percent(lost)} of new matters lost (at most ${percent(FLOOR.lost)})`,
    )
    process.exitCode = 1
  } finally {
    await desk.close()
  }
}
