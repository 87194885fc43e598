import { readConfig } from './config.ts'
import { listDutyExamples } from './dispatch/list-duty-examples.ts'
import { listEntryExamples } from './dispatch/list-entry-examples.ts'
import { trainMatters } from './dispatch/train-matters.ts'
import { listCategoryTopics, readLexiconTopics } from './knowledge-base/list-topic-texts.ts'
import { readCityFiles } from './knowledge-base/read-city-files.ts'
import { systemClock } from './platform/clock.ts'
import { connect } from './platform/db/connect.ts'
import { migrate } from './platform/db/migrate.ts'
import { parseLexicon } from './understanding/lexicon.ts'
import { createProductTopics } from './understanding/product-topics.ts'

/** Trains from what dispatchers decided, in a process of its own: the server that starts it answers on meanwhile. */
const main = async (): Promise<void> => {
  const config = readConfig()
  const { rules, entries, lexicon } = readCityFiles(config.knowledgeDir)
  const topics = createProductTopics({
    lexicon: readLexiconTopics(config.knowledgeDir),
    categories: listCategoryTopics(rules.categories, entries),
    synonyms: parseLexicon(lexicon).synonyms,
  })
  const { db, close } = connect(config.databaseUrl, config.databasePool)
  try {
    await migrate(db)
    await trainMatters({ db, clock: systemClock }, topics, 'schedule', {
      duties: listDutyExamples(rules),
      entries: await listEntryExamples(db, rules),
    })
  } finally {
    await close()
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`Training failed:\n${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
