import { tagWords } from './segment.ts'
import type { TalkWords } from './talk-words.ts'

/** What papers and accounts end in. */
const PAPER = /(?:证书|证明|许可证|执照|签证|资格证|驾照|账户|证|职称|执业证|编制)$/
const HAN = /^\p{Script=Han}{2,}$/u
/** Nouns, names and verbs used as nouns (jieba's tags) say which paper it is. */
const SAYS_WHICH = /^(?:n|vn|nz|b|j|l)/
const WHICH_MAX = 3

/** A paper somebody asks about: the words that say which one it is ("烟草专卖"), and the names that mean the same where we know it. */
export type NamedPaper = { which: string; names: readonly string[] }

const slotWords = (text: string, words: TalkWords): boolean =>
  ['人群', '情形', '来处'].some((kind) => text.search(words.slots[kind as '人群']) >= 0)

/**
 * The papers named in a text. Only those that say which one they are: "证" alone names nothing. `text` is normalised text.
 */
export const findNamedPapers = (text: string, words: TalkWords): NamedPaper[] => {
  if (!/[证照户称制明]/.test(text)) return []
  const tagged = tagWords(text)
  return tagged.flatMap(({ word: head }, at): NamedPaper[] => {
    if (!PAPER.test(head)) return []
    const names = words.same.get(head)
    if (names) return [{ which: head, names }]
    const which: string[] = []
    for (let before = at - 1; before >= 0 && which.length < WHICH_MAX; before -= 1) {
      const { word, tag } = tagged[before] ?? { word: '', tag: '' }
      if (!HAN.test(word) || !SAYS_WHICH.test(tag) || words.fillerWords.has(word) || slotWords(word, words))
        break
      which.unshift(word)
    }
    const said = `${which.join('')}${head.replace(PAPER, '')}`
    return said.length >= 2 ? [{ which: said, names: [] }] : []
  })
}
