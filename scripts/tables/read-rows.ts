import { createReadStream, statSync } from 'node:fs'
import { extname } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { type CsvError, parse } from 'csv-parse'

/** One row of a table, with the line of the file it begins on; or why a row could not be read. */
export type Row =
  | { line: number; fields: Record<string, string> }
  | { line: number; wrong: string; fields?: undefined }

/** A longer row than this is no row of a table but a quote that was never closed. */
const ROW_BYTES_MAX = 1024 * 1024
const CHUNK_BYTES = 256 * 1024

type Decoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'

const isUtf8 = async (path: string): Promise<boolean> => {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
      decoder.decode(chunk as Buffer, { stream: true })
    }
    decoder.decode()
    return true
  } catch {
    return false
  }
}

/** How a file's bytes become text: by its mark, else UTF-8 when all of it is valid, else GB18030 (GBK, GB2312). */
export const detectDecoding = async (path: string): Promise<Decoding> => {
  for await (const head of createReadStream(path, { end: 1 })) {
    const [first, second] = head as Buffer
    if (first === 0xff && second === 0xfe) return 'utf-16le'
    if (first === 0xfe && second === 0xff) return 'utf-16be'
  }
  return (await isUtf8(path)) ? 'utf-8' : 'gb18030'
}

/** The file's text piece by piece, without its byte order mark; `onBytes` hears how many bytes were read. */
async function* readText(
  path: string,
  decoding: Decoding,
  onBytes: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(decoding)
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    onBytes((chunk as Buffer).length)
    yield decoder.decode(chunk as Buffer, { stream: true })
  }
  yield decoder.decode()
}

const explain = (error: CsvError): string => {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return '引号没有成对，从这一行到文件末尾都没有读'
  if (error.code === 'CSV_MAX_RECORD_SIZE') return '这一行长得不正常，多半是引号没有成对'
  return `这一行不是合格的 CSV(${error.code})`
}

/** The separator of a table's first line: what stands there most often outside quotes. */
const separatorOf = (head: string): string => {
  const line = (head.split(/\r?\n/, 1)[0] ?? '').replace(/"[^"]*"/g, '')
  const count = (sign: string): number => line.split(sign).length
  return [',', '\t', ';'].sort((a, b) => count(b) - count(a))[0] ?? ','
}

async function* prepend(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield head
  yield* rest
}

const countLines = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0

async function* readCsv(text: AsyncGenerator<string>): AsyncGenerator<Row> {
  const head = String((await text.next()).value ?? '')
  const skipped: Row[] = []
  const parser = parse({
    bom: true,
    columns: (names: string[]) => names.map((name) => name.trim()),
    delimiter: separatorOf(head),
    max_record_size: ROW_BYTES_MAX,
    raw: true,
    // All three at once: a table glued together from two files has two kinds of line ends.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error) skipped.push({ line: Number(error.lines ?? 0), wrong: explain(error) })
      return undefined
    },
  })
  // The parser's own count takes a CRLF inside quotes for two lines; the raw text of a row tells better.
  let line = 2
  const source = Readable.from(prepend(head, text)).on('error', (error) => parser.destroy(error))
  for await (const found of source.pipe(parser)) {
    const { record, raw } = found as { record: Record<string, string>; raw: string }
    while (skipped.length > 0) yield skipped.shift() as Row
    const blank = countLines(/^[\r\n]*/.exec(raw)?.[0] ?? '')
    yield { line: line + blank, fields: record }
    line += countLines(raw)
  }
  yield* skipped
}

const asText = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(asText).join('\n')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

async function* readJsonLines(text: AsyncGenerator<string>): AsyncGenerator<Row> {
  const lines = createInterface({ input: Readable.from(text), crlfDelay: Number.POSITIVE_INFINITY })
  let line = 0
  for await (const one of lines) {
    line++
    if (one.trim() === '') continue
    let value: unknown
    try {
      value = JSON.parse(one)
    } catch {
      yield { line, wrong: '这一行不是 JSON' }
      continue
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      yield { line, wrong: '这一行不是 JSON 对象' }
      continue
    }
    const fields = Object.entries(value).map(([name, field]) => [name, asText(field)])
    yield { line, fields: Object.fromEntries(fields) as Record<string, string> }
  }
}

/**
 * Reads a CSV or JSONL file row by row, whatever its encoding: never the whole file at once. Rows that cannot be
 * read are told with their line and do not stop the others. @throws when the file cannot be opened.
 */
export async function* readRows(
  path: string,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<Row> {
  const text = readText(path, await detectDecoding(path), onBytes)
  const isJson = ['.jsonl', '.ndjson', '.json'].includes(extname(path).toLowerCase())
  yield* isJson ? readJsonLines(text) : readCsv(text)
}

/** The size of a file in bytes. @throws when it is not there, in words. */
export const sizeOf = (path: string): number => {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new Error(`没有这个文件：${path}`)
  return found.size
}
