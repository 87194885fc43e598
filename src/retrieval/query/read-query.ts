import type { Lexicon } from '../../understanding/lexicon.ts'
import { findFillerWords, keepInformativeWords, segment } from '../../understanding/segment.ts'
import type { TextStatistics } from '../index/text-statistics.ts'
import type { AskedQuery } from './asked.ts'
import { buildQuery, type QueryText } from './build-query.ts'
import { linksOf } from './link-words.ts'
import { mendTyping } from './mend-typing.ts'
import { createSoundAlikes } from './sound-alikes.ts'

/**
 * Prepares a lexicon and returns the function that turns a message into what is looked for: mended (where `mends`), weighed, with its
 * official words.
 */
export const createQueryReader = (lexicon: Lexicon, mends = true) => {
  const { findLinks } = linksOf(lexicon)
  const alikes = createSoundAlikes(lexicon.similarShapes)
  return ({ tokens, text }: QueryText, statistics: TextStatistics): AskedQuery => {
    const written = text.toLowerCase()
    const mended = mends ? mendTyping(written, { alikes, statistics }) : written
    const words =
      mended === written
        ? tokens
        : keepInformativeWords(segment(mended), lexicon.stopWords, findFillerWords(mended))
    return buildQuery({ tokens: words, text: mended }, { statistics, findLinks, alikes })
  }
}
