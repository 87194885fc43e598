import type { JudgedMatter, JudgedSpecial, MatterFigures, SpecialFigures } from './judge-matters.ts'
import { isSentRight } from './judge-matters.ts'
import {
  countQuestions,
  type JudgedQuestion,
  QUESTION_KINDS,
  type QuestionFigures,
} from './judge-questions.ts'
import type { DangerFigures } from './run-danger.ts'

export type GoldRun = {
  questions: readonly JudgedQuestion[]
  matters: readonly JudgedMatter[]
  special: readonly JudgedSpecial[]
  questionFigures: QuestionFigures
  matterFigures: MatterFigures
  specialFigures: SpecialFigures
  dangerFigures: DangerFigures
  entries: number
}
/** One figure that fell short of its threshold, or rose above it. */
export type Shortfall = { name: string; is: number; must: string }

const percent = (value: number): string => `${(value * 100).toFixed(1)}%`
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

const questionRow = (name: string, judged: readonly JudgedQuestion[]): string[] => {
  const f = countQuestions(judged)
  const shares = [
    f.recallAt1,
    f.recallAt3,
    f.helped,
    f.answered,
    f.askedBack,
    f.draft,
    f.declined,
    f.answerPrecision,
  ]
  return [name, String(f.n), ...shares.map(percent)]
}

const questionPart = ({ questions, questionFigures: f }: GoldRun): string[] => {
  const answerable = questions.filter(({ question }) => question.entryId !== undefined)
  const times = questions.map(({ ms }) => ms).sort((a, b) => a - b)
  return [
    '## Questions on our own knowledge',
    table(
      [
        'kind',
        'n',
        'R@1',
        'R@3',
        'helped',
        'answered',
        'asked back',
        'ticket draft',
        'turned away',
        'answer precision',
      ],
      [
        ...QUESTION_KINDS.map((kind) =>
          questionRow(
            kind,
            questions.filter(({ question }) => question.kind === kind),
          ),
        ),
        questionRow('all answerable', answerable),
        questionRow('all', questions),
      ].map((row) => (row[0] === 'none' ? row.map((cell, i) => (i >= 2 && i <= 4 ? '–' : cell)) : row)),
    ),
    '"Helped": answered with a right entry, or asked back with one among the options. Decisions are those of the whole front desk on a first message.',
    `Wrong answers ${percent(f.wrongAnswers)} of all · decline precision ${percent(f.declinePrecision)}, recall ${percent(f.declineRecall)} · ` +
      `${(times[Math.floor(times.length / 2)] ?? 0).toFixed(1)} ms median, ${(times[Math.floor(times.length * 0.99)] ?? 0).toFixed(1)} ms p99`,
  ]
}

const matterPart = ({ matterFigures: m, specialFigures: s, dangerFigures: d }: GoldRun): string[] => [
  '## Matters: type, category, department',
  table(
    [
      'n',
      'type',
      'type, 求助/投诉/举报 as one',
      'category top 1',
      'top 3',
      'lead department',
      'lead or co',
      'wrong of dispatched',
      'triage',
      'district',
      'turned away',
    ],
    [
      [
        String(m.n),
        ...[
          m.type,
          m.typeLenient,
          m.categoryTop1,
          m.categoryTop3,
          m.department,
          m.departmentLenient,
          m.wrongDispatch,
          m.triage,
          m.district,
          m.turnedAway,
        ].map(percent),
      ],
    ],
  ),
  '## Special routes',
  table(
    ['n', 'danger recall', 'recall of all', 'the very route', 'false alarms'],
    [[String(s.n), ...[s.dangerRecall, s.recall, s.exactRoute, s.falseAlarms].map(percent)]],
  ),
  '## Danger on unseen wording (eval/gold/danger-test.jsonl)',
  table(
    ['dangers', 'ordinary', 'recall', 'the right number', 'false alarms'],
    [
      [
        String(d.dangers),
        String(d.ordinary),
        percent(d.recall),
        percent(d.rightNumber),
        percent(d.falseAlarms),
      ],
    ],
  ),
]

const clip = (text: string): string => text.replaceAll('|', '／').replaceAll('\n', ' ')

const errorPart = ({ questions, matters, special }: GoldRun): string[] => {
  const wrong = questions.filter(({ outcome, isRight }) => outcome === 'answered' && !isRight)
  const lost = questions.filter(
    ({ question, outcome, isRight }) =>
      question.entryId !== undefined && !isRight && outcome !== 'answered' && outcome !== 'draft',
  )
  const offered = questions.filter(
    ({ question, outcome }) => question.entryId === undefined && outcome === 'asked-back',
  )
  const questionLine = (one: JudgedQuestion): string[] => [
    one.question.id,
    one.question.kind,
    clip(one.question.query),
    one.question.entryId ?? '–',
    one.shown.join(', ') || one.outcome,
    one.firstHit,
    String(one.rank),
  ]
  const head = ['id', 'kind', 'query', 'gold', 'shown', 'first hit', 'rank of gold']
  return [
    `## Wrong answers (${wrong.length})`,
    table(head, wrong.map(questionLine)),
    `## Answerable, but neither answered nor offered (${lost.length})`,
    table(head, lost.map(questionLine)),
    `## Without an answer, but options offered (${offered.length})`,
    table(head, offered.map(questionLine)),
    '## Matters with a wrong type, category or department',
    table(
      ['id', 'text', 'type', 'category', 'department', 'score'],
      matters
        .filter(
          (one) =>
            !isSentRight(one) || one.intent !== one.matter.type || one.category !== one.matter.category,
        )
        .map((one) => [
          one.matter.id,
          clip(one.matter.text),
          one.intent === one.matter.type ? '' : `${one.intent} ≠ ${one.matter.type}`,
          one.category === one.matter.category ? '' : `${one.category} ≠ ${one.matter.category}`,
          isSentRight(one) ? '' : `${one.department} ≠ ${one.matter.department}`,
          one.score.toFixed(2),
        ]),
    ),
    '## Special routes missed, mistaken or false',
    table(
      ['id', 'text', 'is', 'should be'],
      special
        .filter(({ special, route }) => special.route !== route)
        .map(({ special, route }) => [special.id, clip(special.text), route ?? '–', special.route ?? '–']),
    ),
  ]
}

/** The whole run as Markdown: figures first, then every error, so that an editor can mend the entry behind it. */
export const writeGoldReport = (run: GoldRun, shortfalls: readonly Shortfall[]): string => {
  const verdict =
    shortfalls.length === 0
      ? 'All thresholds of eval/gold/thresholds.json are met.'
      : `Below the thresholds of eval/gold/thresholds.json:\n\n${shortfalls
          .map(({ name, is, must }) => `- ${name} is ${percent(is)}, must be ${must}`)
          .join('\n')}`
  return `${[
    '# Gold run',
    `${run.entries} entries in the base. Command: \`npm run -s eval -- gold\``,
    verdict,
    ...questionPart(run),
    ...matterPart(run),
    ...errorPart(run),
  ].join('\n\n')}\n`
}
