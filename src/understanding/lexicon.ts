/** A text file by name, already read: parsing stays free of the disk. */
export type NamedText = { name: string; text: string }

export type UserWord = { word: string; frequency: number; tag: string }

/** Words that mean the same to a citizen. `standard` is the official word, `lay` what people say instead. */
export type SynonymGroup = { standard: string; lay: string[] }

export type Lexicon = {
  userWords: UserWord[]
  synonyms: SynonymGroup[]
  stopWords: ReadonlySet<string>
}

/** A line that cannot be read. Names the file and the line, so that an editor can go straight to it. */
export class LexiconError extends Error {
  readonly file: string
  readonly line: number
  readonly reason: string
  constructor(file: string, line: number, reason: string) {
    super(`${file}:${line}: ${reason}`)
    this.name = 'LexiconError'
    this.file = file
    this.line = line
    this.reason = reason
  }
}

/** No words of our own: what is used where a city has no lexicon folder. */
export const EMPTY_LEXICON: Lexicon = { userWords: [], synonyms: [], stopWords: new Set() }

type Line = { fields: string[]; number: number }

const readLines = (file: NamedText): Line[] =>
  file.text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line, index) => ({ text: line.replace(/(^|\s)#.*$/, '').trim(), number: index + 1 }))
    .filter((line) => line.text !== '')
    .map((line) => ({ fields: line.text.split(/\s+/), number: line.number }))

const MAX_WORD = 20

const checkWord = (file: NamedText, line: Line, word: string): string => {
  const clean = word.normalize('NFKC').toLowerCase()
  if (clean.length > MAX_WORD)
    throw new LexiconError(file.name, line.number, `"${word}" is longer than ${MAX_WORD} characters`)
  return clean
}

const parseUserWords = (file: NamedText): UserWord[] =>
  readLines(file).map((line) => {
    const [word, frequency = '10', tag = 'n', ...rest] = line.fields
    if (word === undefined || rest.length > 0) {
      throw new LexiconError(
        file.name,
        line.number,
        'a line is "word frequency tag", and a word has no blanks',
      )
    }
    if (!/^\d{1,9}$/.test(frequency))
      throw new LexiconError(file.name, line.number, `"${frequency}" is not a frequency`)
    if (!/^[a-z]{1,8}$/i.test(tag))
      throw new LexiconError(file.name, line.number, `"${tag}" is not a part-of-speech tag`)
    return { word: checkWord(file, line, word), frequency: Number(frequency), tag }
  })

const parseSynonyms = (file: NamedText): SynonymGroup[] =>
  readLines(file).map((line) => {
    const [standard, equals, ...lay] = line.fields.flatMap((field) =>
      field.split(/(=)/).filter((part) => part !== ''),
    )
    if (
      standard === undefined ||
      standard === '=' ||
      equals !== '=' ||
      lay.length === 0 ||
      lay.includes('=')
    ) {
      throw new LexiconError(file.name, line.number, 'a line is "standard = lay lay …"')
    }
    return {
      standard: checkWord(file, line, standard),
      lay: [...new Set(lay.map((word) => checkWord(file, line, word)))],
    }
  })

const parseStopWords = (file: NamedText): Set<string> =>
  new Set(
    readLines(file).map((line) => {
      const [word, ...rest] = line.fields
      if (word === undefined || rest.length > 0)
        throw new LexiconError(file.name, line.number, 'one word a line')
      return checkWord(file, line, word)
    }),
  )

/**
 * Reads the three word lists of `knowledge/lexicon/`. `#` starts a comment, empty lines are skipped.
 * Formats: user dictionary `词 频次 词性`, synonyms `标准词 = 口语 口语 …`, stop words one a line.
 * Throws LexiconError at the first malformed line: the segmenter itself would drop it without a word.
 */
export const parseLexicon = (files: {
  userDict?: NamedText
  synonyms?: NamedText
  stopWords?: NamedText
}): Lexicon => ({
  userWords: files.userDict ? parseUserWords(files.userDict) : [],
  synonyms: files.synonyms ? parseSynonyms(files.synonyms) : [],
  stopWords: files.stopWords ? parseStopWords(files.stopWords) : new Set(),
})
