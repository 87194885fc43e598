import type { SpecialRouteFile } from '../contracts/knowledge-file.ts'

/** Cuts text where a sentence ends. Commas do not end one: "孩子不见了,找了半天" is one thing said. */
export const splitSentences = (text: string): string[] =>
  text
    .split(/(?<=[。!?！？;；\n…])/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')

const compile = (route: SpecialRouteFile, pattern: string): RegExp => {
  try {
    return new RegExp(pattern, 'iu')
  } catch (cause) {
    throw new Error(`Special route "${route.id}": "${pattern}" is no regular expression`, { cause })
  }
}

/**
 * Prepares the city's special routes (danger, 信访, 诉讼 …) once, and returns the finder for them.
 * The finder gives the first route that one sentence of the text calls for, danger before everything else, then in the order of
 * the file. A sentence that matches an `except` of a route does not call for it ("怎么预防火灾" is no fire).
 * Throws at start when a pattern of the file is no regular expression.
 */
export const createSpecialRouteFinder = (routes: readonly SpecialRouteFile[]) => {
  const compiled = [...routes]
    .sort((left, right) => Number(right.danger) - Number(left.danger))
    .map((route) => ({
      route,
      patterns: route.patterns.map((pattern) => compile(route, pattern)),
      except: route.except.map((pattern) => compile(route, pattern)),
    }))
  return (text: string): SpecialRouteFile | undefined => {
    const sentences = splitSentences(text).slice(0, 200)
    return compiled.find(({ patterns, except }) =>
      sentences.some(
        (sentence) =>
          patterns.some((pattern) => pattern.test(sentence)) &&
          !except.some((pattern) => pattern.test(sentence)),
      ),
    )?.route
  }
}
