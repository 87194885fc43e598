import { z } from 'zod'
import type { DangerExamples, SpecialRouteFile } from '../src/contracts/knowledge-file.ts'
import { type CityFiles, readCityFiles } from '../src/knowledge-base/read-city-files.ts'
import { createDangerFinder } from '../src/understanding/detect-danger.ts'
import { normaliseText } from '../src/understanding/normalise-text.ts'
import { readJsonLines } from './read-inputs.ts'
import { writeJsonLines } from './write-outputs.ts'

/** One line of eval/gold/danger-*.jsonl: what somebody wrote, whether it is danger, and the number an operator would name. */
export const GoldDanger = z.strictObject({
  id: z.string(),
  text: z.string().min(1),
  danger: z.boolean(),
  number: z.string().nullable(),
})
export type GoldDanger = z.infer<typeof GoldDanger>

export type JudgedDanger = { gold: GoldDanger; route: string | null; number: string | null }

/** `recall` and `rightNumber` of all dangers, `falseAlarms` of all ordinary texts; 0 … 1. */
export type DangerFigures = {
  dangers: number
  ordinary: number
  recall: number
  rightNumber: number
  falseAlarms: number
}

/**
 * Numbers that are as right as the one named: who was hit by a car needs 120 as much as 122, and a fraud of this minute is
 * reported to 110 as well as to 96110.
 */
const AS_RIGHT: Readonly<Record<string, readonly string[]>> = { '122': ['120'], '96110': ['110'] }
/** A person on a ledge is brought down by policemen, firemen and whoever can talk: each of their numbers is right. */
const ON_A_LEDGE = /楼顶|天台|跳|桥|窗|栏杆|塔|阳台|悬/
const LEDGE_NUMBERS = ['110', '119', '12356']
const FOLDS = 5

const isRightNumber = ({ gold, number }: JudgedDanger): boolean => {
  if (gold.number === null || number === null) return false
  if (number === gold.number || AS_RIGHT[gold.number]?.includes(number)) return true
  return (
    [gold.number, number].every((each) => LEDGE_NUMBERS.includes(each)) &&
    [gold.number, number].includes('12356') &&
    ON_A_LEDGE.test(gold.text)
  )
}

/** What the product would do with one text: the danger route it speaks, or none. `find` reads normalised text. */
export const judgeDanger = (
  find: (text: string) => SpecialRouteFile | undefined,
  gold: GoldDanger,
): JudgedDanger => {
  const route = find(normaliseText(gold.text))
  return { gold, route: route?.id ?? null, number: route ? (route.number ?? '110') : null }
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/** The figures of judged texts; what a gate holds against its thresholds. */
export const countDanger = (judged: readonly JudgedDanger[]): DangerFigures => {
  const dangers = judged.filter(({ gold }) => gold.danger)
  const ordinary = judged.filter(({ gold }) => !gold.danger)
  return {
    dangers: dangers.length,
    ordinary: ordinary.length,
    recall: share(dangers.filter(({ route }) => route !== null).length, dangers.length),
    rightNumber: share(dangers.filter(isRightNumber).length, dangers.length),
    falseAlarms: share(ordinary.filter(({ route }) => route !== null).length, ordinary.length),
  }
}

const leaveOut = ({ danger, ordinary }: DangerExamples, left: ReadonlySet<string>): DangerExamples => ({
  danger: danger.map(({ route, texts }) => ({ route, texts: texts.filter((text) => !left.has(text)) })),
  ordinary: ordinary.filter((text) => !left.has(text)),
})

/**
 * Judges texts with the city's routes and examples. Texts the city has among its examples would be judged from memory; when there are
 * any, each fifth of the file is judged by a detector that learned without it.
 */
const judgeAll = ({ rules, entries, dangerExamples }: CityFiles, texts: readonly GoldDanger[]) => {
  if (!dangerExamples) return texts.map((gold) => judgeDanger(createDangerFinder(rules.specialRoutes), gold))
  const known = new Set([...dangerExamples.danger.flatMap((each) => each.texts), ...dangerExamples.ordinary])
  const folds = texts.some(({ text }) => known.has(text.trim())) ? FOLDS : 1
  const ordinary = entries.flatMap(({ question, similar }) => [question, ...similar])
  return Array.from({ length: folds }, (_, fold) => texts.filter((_gold, at) => at % folds === fold)).flatMap(
    (part) => {
      const examples = leaveOut(dangerExamples, new Set(part.map(({ text }) => text.trim())))
      const find = createDangerFinder(rules.specialRoutes, { examples, ordinary })
      return part.map((gold) => judgeDanger(find, gold))
    },
  )
}

/**
 * `eval danger --test FILE [--out ERRORS.jsonl]`: how many dangers of a file are found and named with the right number, and how many
 * ordinary texts alarm for nothing. Prints counts only; the texts judged wrong go to `--out` where it is given.
 */
export const runDanger = ({ test, out }: { test: string; out?: string }): void => {
  const judged = judgeAll(readCityFiles('knowledge'), readJsonLines(test, GoldDanger))
  const { dangers, ordinary, recall, rightNumber, falseAlarms } = countDanger(judged)
  const line = (name: string, rate: number, of: number): string =>
    `${name} ${Math.round(rate * of)}/${of} = ${(rate * 100).toFixed(1)}%\n`
  process.stdout.write(
    line('recall', recall, dangers) +
      line('right number', rightNumber, dangers) +
      line('false alarms', falseAlarms, ordinary),
  )
  if (out === undefined) return
  const wrong = judged.filter((each) => (each.gold.danger ? !isRightNumber(each) : each.route !== null))
  writeJsonLines(
    out,
    wrong.map(({ gold, route, number }) => ({ ...gold, route, said: number })),
  )
}
