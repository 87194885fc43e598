// Words that look negative and are not, or whose "not" belongs to a number and is compared with it (不超过30天).
const NOT_NEGATIVE =
  /不动产|不(?:得)?超过|不(?:得)?少于|不(?:得)?低于|不(?:得)?高于|不满(?=\d|[一二三四五六七八九十])|不足(?=\d|[一二三四五六七八九十])|未满(?=\d|[一二三四五六七八九十])|未成年|未婚|无障碍|无犯罪|无房|无偿|无线|无证|无照|无人|非税|非遗|非法|非机动|非常|免疫|避免|不锈|别墅|分别|区别|类别|性别|级别|特别|别人|识别|鉴别|辨别|未来|不断|不仅|不但|不论|无论|不管|不同|没收|是不是|能不能|要不要|可不可以|够不够|差不多|对不起|拒(?:载|赔|付)/g
const NEGATIVE = /不|没|无|未|勿|免|禁|别|非|拒/
const NEGATIVE_WORDS =
  /不(?:需要|用|必|得|能|可以|可|会|再|予|收|要)?|没有|没|无需|无须|无|未|勿|免(?:费|交|收|除)?|禁止|禁|别|非|拒绝?/g
const FILLER = /[您你我他们的了吗呢吧啊和与及或在是有就也都还会可以到去来把被向对从按给这那该其请能要需带]/g

/** A text cut at its punctuation. A comma between digits belongs to the number. */
export const splitClauses = (text: string): string[] =>
  text
    .split(/[，。；！？、;!?\n]|,(?!\d{3})/u)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '')

/** True when the clause denies or forbids something. Names such as 不动产 and bounds such as 不超过 do not count. */
export const isNegative = (clause: string): boolean => NEGATIVE.test(clause.replace(NOT_NEGATIVE, '□'))

const content = (clause: string): string =>
  clause
    .replace(NEGATIVE_WORDS, '')
    .replace(FILLER, '')
    .replace(/[^\p{L}\p{N}]/gu, '')

const pairsOf = (clause: string): Set<string> => {
  const characters = [...content(clause)]
  const pairs = characters.slice(1).map((character, i) => `${characters[i]}${character}`)
  return new Set(pairs.length > 0 ? pairs : characters)
}

/** How much of `part` stands in `whole` too: 0…1, in pairs of neighbouring characters, negations and filler left out. */
export const overlap = (part: string, whole: string): number => {
  const pairs = pairsOf(part)
  if (pairs.size === 0) return 0
  const other = pairsOf(whole)
  return [...pairs].filter((pair) => other.has(pair)).length / pairs.size
}

/** The share of a sentence's informative characters that occur anywhere in `text`; 1 for a sentence too short to claim anything. */
export const groundedShare = (sentence: string, text: string): number => {
  const characters = [...new Set(content(sentence))]
  if (characters.length < 4) return 1
  return characters.filter((character) => text.includes(character)).length / characters.length
}

/** True for a denial without a matter of its own, such as 免费 or 没有的: it belongs to the clause beside it. */
export const saysNothingElse = (clause: string): boolean => pairsOf(clause).size === 0

/** The clause without its numbers and their commonest units: what the number is about. */
export const withoutNumbers = (clause: string): string =>
  clause
    .normalize('NFKC')
    .replace(
      /(?:[\d.:%-]|[零〇一二两三四五六七八九十百千万亿](?=[\p{P}\d零〇一二两三四五六七八九十百千万亿元块天日年个]))+(?:元|块钱?|个?工作日|个?月|天|日|年)?/gu,
      ' ',
    )
