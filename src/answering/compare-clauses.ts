import { type Quantity, readQuantities } from './read-quantities.ts'

// Words that look negative and are not, or whose "not" belongs to a number and is compared with it (不超过30天).
const NOT_NEGATIVE =
  /不动产|不(?:得)?超过|不(?:得)?少于|不(?:得)?低于|不(?:得)?高于|不满(?=\d|[一二三四五六七八九十])|不足(?=\d|[一二三四五六七八九十])|未满(?=\d|[一二三四五六七八九十])|未成年|未婚|无障碍|无犯罪|无房|无偿|无线|无证|无照|无人|非税|非遗|非法|非机动|非常|免疫|避免|不锈|别墅|分别|区别|类别|性别|级别|特别|别人|识别|鉴别|辨别|未来|不断|不仅|不但|不论|无论|不管|不同|没收|是不是|能不能|要不要|可不可以|够不够|差不多|对不起|拒(?:载|赔|付)/g
const NEGATIVE = /[不没无未勿免禁别非拒]/g
const NEGATIVE_WORDS = /没有|无需|无须|免(?:费|交|收|除)?|禁止|拒绝?|[不没无未勿禁别非]/g
const FILLER = /[您你我他们的了吗呢吧啊和与及或在是有就也都还会可以到去来把被向对从按给这那该其请能要需带]/g
const NUMBER_WITH_UNIT =
  /(?:[\d.:%-]|[零〇一二两三四五六七八九十百千万亿](?=[\p{P}\d零〇一二两三四五六七八九十百千万亿元块天日年个]))+(?:元|块钱?|个?工作日|个?月|天|日|年)?/gu

/** What is compared of a clause. Pairs are neighbouring characters, negations and filler left out. */
export type Clause = {
  text: string
  pairs: ReadonlySet<string>
  /** The pairs without the clause's numbers: what the numbers are about. */
  matter: ReadonlySet<string>
  quantities: Quantity[]
  /** How often it denies or forbids; names such as 不动产 and bounds such as 不超过 do not count. */
  denials: number
}

const content = (text: string): string =>
  text
    .replace(NEGATIVE_WORDS, '')
    .replace(FILLER, '')
    .replace(/[^\p{L}\p{N}]/gu, '')

const pairsOf = (text: string): Set<string> => {
  const characters = [...content(text)]
  const pairs = characters.slice(1).map((character, i) => `${characters[i]}${character}`)
  return new Set(pairs.length > 0 ? pairs : characters)
}

/** A text cut at its punctuation and read for comparison. A comma between digits belongs to the number. */
export const readClauses = (text: string): Clause[] =>
  text
    .split(/[，。；！？、;!?\n]|,(?!\d{3})/u)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '')
    .map((clause) => ({
      text: clause,
      pairs: pairsOf(clause),
      matter: pairsOf(clause.normalize('NFKC').replace(NUMBER_WITH_UNIT, ' ')),
      quantities: readQuantities(clause),
      denials: clause.replace(NOT_NEGATIVE, '□').match(NEGATIVE)?.length ?? 0,
    }))

/** How much of `part` stands in `whole` too: 0…1. */
export const overlap = (part: ReadonlySet<string>, whole: ReadonlySet<string>): number => {
  if (part.size === 0) return 0
  let shared = 0
  for (const pair of part) if (whole.has(pair)) shared += 1
  return shared / part.size
}

/** The share of a sentence's informative characters that occur anywhere in `text`; 1 for a sentence too short to claim anything. */
export const groundedShare = (sentence: string, text: string): number => {
  const characters = [...new Set(content(sentence))]
  if (characters.length < 4) return 1
  return characters.filter((character) => text.includes(character)).length / characters.length
}
