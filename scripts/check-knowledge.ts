import { readCityFiles } from '../src/knowledge-base/read-city-files.ts'
import { KnowledgeFileError } from '../src/knowledge-base/read-yaml.ts'
import { faultInRole } from '../src/staff/roles/weigh-roles.ts'
import { checkFileRules } from '../src/tickets/clocks/import-rules.ts'
import { LexiconError, parseLexicon } from '../src/understanding/lexicon.ts'
import { parseTalkWords } from '../src/understanding/talk-words.ts'

// `npm run knowledge [dir]`: checks a city's files the way the start does, and counts what is there.
const dir = process.argv[2] ?? 'knowledge'
try {
  const { rules, entries, documents, lexicon } = readCityFiles(dir, faultInRole)
  const words = parseLexicon(lexicon)
  const clocks = checkFileRules(rules)
  const talk = parseTalkWords(lexicon)
  const guides = entries.filter((e) => e.guide).length
  const leaves = rules.categories.flatMap((c) => c.children).length
  const lines = [
    `${entries.length - guides} entries, ${guides} service guides, ${entries.reduce((n, e) => n + e.similar.length, 0)} similar questions`,
    `${documents.length} documents, ${documents.reduce((n, d) => n + d.text.length, 0)} characters`,
    `${rules.departments.length} departments, ${rules.categories.length} first-level categories, ${leaves} leaves`,
    `${rules.catalogue.lines.length} dispatch lines, ${rules.deadlines.policies.length} deadline policies, ${rules.specialRoutes.length} special routes`,
    `${words.userWords.length} user words, ${words.synonyms.length} synonym groups, ${words.stopWords.size} stop words`,
    `${talk.same.size} words that change one part of a matter, ${talk.otherCities.size} other cities`,
  ]
  process.stdout.write(`${[...lines, ...clocks.warnings].join('\n')}\n`)
  if (clocks.mistakes.length > 0) {
    process.stderr.write(`${clocks.mistakes.join('\n')}\n`)
    process.exit(1)
  }
} catch (error) {
  if (!(error instanceof KnowledgeFileError) && !(error instanceof LexiconError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}
