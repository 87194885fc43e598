import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, extname, join, relative } from 'node:path'
import { detectDecoding, type Row } from './read-rows.ts'

const TEXT_ENDINGS = ['.txt', '.md']

/** Whether a path is a folder. */
export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/** A Markdown heading and its marks are layout, not words of the document. */
const plainOf = (path: string, text: string): string =>
  extname(path) === '.md' ? text.replace(/^#{1,6}\s+/gm, '').replace(/\*\*(.+?)\*\*/g, '$1') : text

/**
 * The .txt and .md files of a folder and its folders, by name, as rows `{ id, title, text }`: the id is the path without its ending, the
 * title the first line, or the file's name where the text begins with a sentence. `line` counts the files.
 */
export async function* readTexts(dir: string, findTitle: (text: string) => string): AsyncGenerator<Row> {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => TEXT_ENDINGS.includes(extname(name).toLowerCase()))
    .sort()
  for (const [at, name] of names.entries()) {
    const path = join(dir, name)
    const text = plainOf(path, new TextDecoder(await detectDecoding(path)).decode(readFileSync(path)))
    const id = relative(dir, path).slice(0, -extname(name).length).replace(/\s+/g, '-')
    const title = findTitle(text) || basename(name, extname(name))
    yield { line: at + 1, fields: { id, title, text } }
  }
}
