/** One stretch of a longer text, word for word as it stands there, so that it can be quoted. */
export type Passage = { text: string; from: number }

const SENTENCE_END = /[。!?！？;；\n]+["”’」』)）]?/g

/**
 * Cuts a longer text at sentence ends into passages of about `size` characters. Every passage is a literal stretch of `text`;
 * together they cover all of it. A sentence longer than twice the size is cut where the size is reached.
 */
export const cutPassages = (text: string, size = 220): Passage[] => {
  const ends: number[] = []
  for (const match of text.matchAll(SENTENCE_END)) ends.push(match.index + match[0].length)
  if (ends.at(-1) !== text.length) ends.push(text.length)
  const passages: Passage[] = []
  let from = 0
  const push = (to: number) => {
    while (to - from > size * 2) {
      passages.push({ text: text.slice(from, from + size), from })
      from += size
    }
    if (text.slice(from, to).trim() !== '') passages.push({ text: text.slice(from, to), from })
    from = to
  }
  let previous = 0
  for (const end of ends) {
    if (end - from > size && previous > from) push(previous)
    previous = end
  }
  push(text.length)
  return passages
}

/** The sentences of a text, word for word, without their surrounding white space. */
export const cutSentences = (text: string): string[] => {
  const sentences: string[] = []
  let from = 0
  for (const match of text.matchAll(SENTENCE_END)) {
    sentences.push(text.slice(from, match.index + match[0].length).trim())
    from = match.index + match[0].length
  }
  sentences.push(text.slice(from).trim())
  return sentences.filter((sentence) => sentence !== '')
}
