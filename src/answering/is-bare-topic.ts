import type { Hit } from '../contracts/retrieval.ts'

/** How a question about anything is put: what is left without it is what the question is about. */
const ASKING =
  /怎么办理|怎么办|如何办理|怎么弄|怎么搞|咋办|咋|怎样|怎么|如何|哪里|在哪|去哪|什么|哪些|多少钱|多久|可以|需要|办理|证件|材料|手续|流程|条件|费用|要求|我想|我要|请问|想|要|能|办|弄|吗|呢|的|了/gu
/** What one does with nearly anything at a window: an entry about nothing else is the plain one of its topic. */
const APPLYING = /申请|申领|申报|登记/gu
const NO_WORD = /[\s\p{P}\p{S}]/gu

/** A topic is short: a thing, or a thing and what is to happen with it. */
const LONGEST_TOPIC = 8
const MOST_WORDS = 2
/** As many of the best hits are looked at as could be offered. */
const LOOKED_AT = 4

const strip = (text: string): string => text.replace(NO_WORD, '').replace(ASKING, '')

/**
 * Whether a question names a topic that several of the best entries are about and says no more ("公积金", "身份证怎么办理"): none of
 * them can be told to be meant, however well the first fits. An entry that is asked for in just these words is meant.
 * `tokens` are the informative words of the question.
 */
export const isBareTopic = (
  { text, tokens }: { text: string; tokens: readonly string[] },
  hits: readonly Pick<Hit, 'question' | 'matchedWording'>[],
): boolean => {
  const words = tokens.map(strip).filter((word) => word.length > 1)
  if (words.length === 0 || words.length > MOST_WORDS || words.join('').length > LONGEST_TOPIC) return false
  const says = (said: string): boolean => words.every((word) => said.includes(word))
  const without = (said: string): string => words.reduce((left, word) => left.replace(word, ''), said)
  // Lost, stolen, to be reissued: one character may say which of them is meant.
  if (strip(without(text)) !== '') return false
  const saysNoMore = (said: string): boolean =>
    says(said) && strip(without(said).replace(APPLYING, '')) === ''
  const [best] = hits
  if (!best || [best.question, best.matchedWording].some(saysNoMore)) return false
  return hits.slice(0, LOOKED_AT).filter((hit) => says(hit.question) || says(hit.matchedWording)).length >= 2
}
