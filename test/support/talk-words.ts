import { readCityFiles } from '../../src/knowledge-base/read-city-files.ts'
import { parseTalkWords } from '../../src/understanding/talk-words.ts'

/** The words of talks as the demo city ships them. */
export const talkWords = parseTalkWords(readCityFiles('knowledge').lexicon)
