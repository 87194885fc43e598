import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { listCategoryTopics, readLexiconTopics } from '../src/knowledge-base/list-topic-texts.ts'
import { readCityFiles } from '../src/knowledge-base/read-city-files.ts'
import { parseLexicon } from '../src/understanding/lexicon.ts'
import { createProductTopics } from '../src/understanding/product-topics.ts'
import { NO_TOPICS, type TopicReader } from '../src/understanding/topic-evidence.ts'

/** The topics of `knowledge/`, as the product reads them at start; none where there is no such folder. */
export const readTopics = (knowledgeDir = 'knowledge'): TopicReader => {
  if (!existsSync(join(knowledgeDir, 'categories.yaml'))) return NO_TOPICS
  const { rules, entries, lexicon } = readCityFiles(knowledgeDir)
  return createProductTopics({
    lexicon: readLexiconTopics(knowledgeDir),
    categories: listCategoryTopics(rules.categories, entries),
    synonyms: parseLexicon(lexicon).synonyms,
  })
}
