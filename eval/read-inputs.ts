import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { CityFile, SpecialRoutesFile } from '../src/contracts/knowledge-file.ts'
import { readLexiconFiles } from '../src/knowledge-base/read-city-files.ts'
import { type Lexicon, parseLexicon } from '../src/understanding/lexicon.ts'
import { createUnderstanding, type Understanding } from '../src/understanding/understand-text.ts'

/** Reads a file of one JSON value per line. Throws with file and line where a line does not fit the schema. */
export const readJsonLines = <T>(path: string, schema: z.ZodType<T>): T[] =>
  readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => {
      let value: unknown
      try {
        value = JSON.parse(line)
      } catch {
        throw new Error(`${path}:${number}: this line is no JSON`)
      }
      const parsed = schema.safeParse(value)
      if (!parsed.success) throw new Error(`${path}:${number}: ${z.prettifyError(parsed.error)}`)
      return parsed.data
    })

/** The lexicon of `knowledge/`, as far as its files are there. */
export const readLexicon = (knowledgeDir = 'knowledge'): Lexicon =>
  parseLexicon(readLexiconFiles(knowledgeDir))

/** The product's understanding with the city of `knowledge/`. */
export const readUnderstanding = (lexicon: Lexicon, knowledgeDir = 'knowledge'): Understanding => {
  const city = CityFile.parse(parse(readFileSync(join(knowledgeDir, 'city.yaml'), 'utf8')))
  const routesPath = join(knowledgeDir, 'special-routes.yaml')
  const specialRoutes = existsSync(routesPath)
    ? SpecialRoutesFile.parse(parse(readFileSync(routesPath, 'utf8'))).routes
    : []
  return createUnderstanding({ lexicon, city, specialRoutes })
}
