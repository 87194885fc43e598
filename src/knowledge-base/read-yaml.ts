import { readFileSync } from 'node:fs'
import { isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'

/** One mistake in a knowledge file, where it is and what is wrong. */
export type FileMistake = { file: string; line: number; reason: string }

/** Thrown when knowledge files do not hold what they promise. Stops the start; the message names every place. */
export class KnowledgeFileError extends Error {
  readonly mistakes: FileMistake[]
  constructor(mistakes: FileMistake[]) {
    super(mistakes.map((m) => `${m.file}:${m.line}: ${m.reason}`).join('\n'))
    this.name = 'KnowledgeFileError'
    this.mistakes = mistakes
  }
}

/** A parsed file and a way to find the line of any of its parts. */
export type YamlRead<T> = { data: T; lineOf(path: readonly PropertyKey[]): number }

/**
 * Reads one YAML file against its schema.
 * @throws KnowledgeFileError with file, line and reason for every mistake found.
 */
export const readYaml = <S extends z.ZodType>(
  file: string,
  shownAs: string,
  schema: S,
): YamlRead<z.output<S>> => {
  const lines = new LineCounter()
  const doc = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines })
  if (doc.errors.length > 0) {
    throw new KnowledgeFileError(
      doc.errors.map((e) => ({
        file: shownAs,
        line: lines.linePos(e.pos[0]).line,
        reason: e.message.split('\n')[0] ?? '',
      })),
    )
  }
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let depth = path.length; depth >= 0; depth--) {
      const node = depth === 0 ? doc.contents : doc.getIn(path.slice(0, depth), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  const parsed = schema.safeParse(doc.toJS())
  if (parsed.success) return { data: parsed.data, lineOf }
  throw new KnowledgeFileError(
    parsed.error.issues.map((i) => ({
      file: shownAs,
      line: lineOf(i.path),
      reason: `${i.path.map(String).join('.') || 'the file'}: ${i.message}`,
    })),
  )
}
