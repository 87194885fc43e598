/** A text file by name, already read: parsing stays free of the disk. */
export type NamedText = { name: string; text: string }

export type UserWord = { word: string; frequency: number; tag: string }

/**
 * What people say and the official words for it. `standards` are the official words, `lay` what is said instead; a lay item is a list
 * of parts that must all be said, one part for a plain word. `same`: either may stand for the other. `hint`: the lay words suggest the
 * official ones without meaning the same ("半夜唱歌" → 噪声污染), so they lead one way only.
 */
export type SynonymGroup = { kind: 'same' | 'hint'; standards: string[]; lay: string[][] }

/** A matter no government line answers (天气、彩票), and what is said then: a word, or parts that must all be said. */
export type OffTopic = { topic: string; said: string[][] }

/**
 * A matter people bring to a city line anywhere (离婚登记), whether this base has an entry on it or not: its official names, first the
 * common one, and what people say.
 */
export type KnownMatter = { names: string[]; wordings: string[] }

export type Lexicon = {
  userWords: UserWord[]
  synonyms: SynonymGroup[]
  stopWords: ReadonlySet<string>
  /** Characters that look alike, group by group. */
  similarShapes: string[][]
  offTopic: OffTopic[]
  matters: KnownMatter[]
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
export const EMPTY_LEXICON: Lexicon = {
  userWords: [],
  synonyms: [],
  stopWords: new Set(),
  similarShapes: [],
  offTopic: [],
  matters: [],
}

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

/** One side of a synonym line: the official words, or one lay item with its parts. */
const splitWords = (file: NamedText, line: Line, joined: string, by: string): string[] => {
  const words = joined.split(by)
  if (words.some((word) => word === ''))
    throw new LexiconError(file.name, line.number, `"${joined}" has an empty part`)
  return [...new Set(words.map((word) => checkWord(file, line, word)))]
}

const parseSynonyms = (file: NamedText): SynonymGroup[] =>
  readLines(file).map((line) => {
    const [standard, sign, ...lay] = line.fields.flatMap((field) =>
      field.split(/([=<])/).filter((part) => part !== ''),
    )
    const isWhole = standard !== undefined && !/[=<]/.test(standard) && lay.length > 0
    if (!isWhole || (sign !== '=' && sign !== '<') || lay.some((part) => part === '=' || part === '<')) {
      throw new LexiconError(
        file.name,
        line.number,
        'a line is "standard = lay lay …" or "standard < hint hint …"',
      )
    }
    return {
      kind: sign === '=' ? 'same' : 'hint',
      standards: splitWords(file, line, standard, '|'),
      lay: [...new Set(lay)].map((item) => splitWords(file, line, item, '+')),
    }
  })

const parseShapes = (file: NamedText): string[][] =>
  readLines(file).map((line) => {
    if (line.fields.length < 2 || line.fields.some((field) => [...field].length !== 1))
      throw new LexiconError(file.name, line.number, 'a line is single characters that look alike')
    return line.fields
  })

const parseOffTopic = (file: NamedText): OffTopic[] =>
  readLines(file).map((line) => {
    const [topic, sign, ...said] = line.fields
    if (topic === undefined || sign !== '=' || said.length === 0)
      throw new LexiconError(file.name, line.number, 'a line is "topic = word part+part …"')
    return { topic, said: said.map((item) => splitWords(file, line, item, '+')) }
  })

const parseMatters = (file: NamedText): KnownMatter[] =>
  readLines(file).map((line) => {
    const [names = '', wordings = '', ...rest] = line.fields.join('').split(/[:：]/)
    if (names === '' || wordings === '' || rest.length > 0)
      throw new LexiconError(file.name, line.number, 'a line is "name、other name : wording | wording …"')
    return {
      names: splitWords(file, line, names, '、'),
      wordings: wordings.split('|').filter((said) => said !== ''),
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

/** The files of a lexicon folder: one of each, and as many synonym files as there are fields of work. */
export type LexiconFiles = {
  userDict?: NamedText
  synonyms?: readonly NamedText[]
  stopWords?: NamedText
  similarShapes?: NamedText
  offTopic?: NamedText
  matters?: readonly NamedText[]
}

/**
 * Reads the word lists of `knowledge/lexicon/`. `#` starts a comment, empty lines are skipped. Formats: user dictionary `词 频次 词性`;
 * synonyms `标准词|标准词 = 口语 口语 …` (either stands for the other) or `标准词 < 线索 部分+部分 …` (leads one way, parts said near each
 * other); stop words one a line; similar shapes `已 己 巳`; matters that are none of ours `话题 = 词 甲+乙 …`; matters known anywhere `名称、别名 : 说法 | 说法 …`. Throws LexiconError at the first malformed line: the segmenter itself would
 * drop it without a word.
 */
export const parseLexicon = (files: LexiconFiles): Lexicon => ({
  userWords: files.userDict ? parseUserWords(files.userDict) : [],
  synonyms: (files.synonyms ?? []).flatMap(parseSynonyms),
  stopWords: files.stopWords ? parseStopWords(files.stopWords) : new Set(),
  similarShapes: files.similarShapes ? parseShapes(files.similarShapes) : [],
  offTopic: files.offTopic ? parseOffTopic(files.offTopic) : [],
  matters: (files.matters ?? []).flatMap(parseMatters),
})
