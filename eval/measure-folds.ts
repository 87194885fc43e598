import {
  calibrationError,
  firstLabels,
  macroF1,
  rightAmong,
  type Sorted,
} from '../src/understanding/measure-classifier.ts'

/** One row of the table: macro-F1, accuracy, right label among three, calibration error. */
export const printRow = (name: string, sorted: readonly Sorted[], seconds: number): string => {
  const figures = [
    macroF1(firstLabels(sorted)),
    rightAmong(sorted, 1),
    rightAmong(sorted, 3),
    calibrationError(sorted),
  ].map((x) => x.toFixed(3))
  return `| ${[name, sorted.length, ...figures, seconds.toFixed(0)].join(' | ')} |`
}

export const TABLE_HEAD =
  '| set | texts | macro-F1 | accuracy | among 3 | calibration error | s |\n|---|---|---|---|---|---|---|'
