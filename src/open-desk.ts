import { DateTime } from 'luxon'
import { decideAnswer } from './answering/decide-answer.ts'
import { createLanguageModel } from './answering/language-model.ts'
import { THRESHOLDS } from './answering/thresholds.ts'
import type { Config } from './config.ts'
import type { CityRules } from './contracts/city-rules.ts'
import type { Lesson } from './contracts/learning.ts'
import type { Meaning } from './contracts/meaning.ts'
import type { Clock } from './contracts/ports.ts'
import type { Hit, NearMatter, SearchableEntry } from './contracts/retrieval.ts'
import type { StaffMember } from './contracts/staff.ts'
import { openMatterDesk } from './dispatch/matter-desk.ts'
import type { Desk } from './intake/desk.ts'
import { eachPublished, findEntry } from './knowledge-base/entry-repository.ts'
import { fromDocumentFile, fromEntryFile, importEntries } from './knowledge-base/import-entries.ts'
import { listCategoryTopics, readLexiconTopics } from './knowledge-base/list-topic-texts.ts'
import { readCityFiles } from './knowledge-base/read-city-files.ts'
import { followRuleVersions } from './knowledge-base/read-rules.ts'
import { storeRules } from './knowledge-base/store-rules.ts'
import { toSearchable } from './knowledge-base/to-searchable.ts'
import { type JudgedWording, judgeWording } from './learning/judge-wording.ts'
import { listActiveWordings } from './learning/learned-wording-repository.ts'
import { recordLesson } from './learning/record-lesson.ts'
import { learningRule } from './learning/weigh-wording.ts'
import { isoNow, systemClock } from './platform/clock.ts'
import { connect } from './platform/db/connect.ts'
import { migrate } from './platform/db/migrate.ts'
import { lastEventSeq } from './platform/events/event-repository.ts'
import { createFileStore } from './platform/files/file-store.ts'
import { wakePostponed } from './platform/jobs/job-repository.ts'
import { LIMITS } from './platform/limits.ts'
import { createLog, type Log } from './platform/log.ts'
import { createKnownMatters } from './retrieval/known-matters/known-matters.ts'
import { createSearchIndex } from './retrieval/search-index.ts'
import { createSemanticLeg, type SemanticLeg } from './retrieval/semantic/semantic-leg.ts'
import { warmUp } from './retrieval/warm-up.ts'
import { faultInRole } from './staff/roles/weigh-roles.ts'
import { importFileRules } from './tickets/clocks/import-rules.ts'
import { enqueueOldTickets } from './tickets/search/index-old-tickets.ts'
import { type Lexicon, parseLexicon } from './understanding/lexicon.ts'
import { createProductTopics } from './understanding/product-topics.ts'
import { parseTalkWords } from './understanding/talk-words.ts'
import { cutTicketWords } from './understanding/ticket-words.ts'
import { createUnderstanding } from './understanding/understand-text.ts'

/** An open desk: the front desk's parts, and how to keep and close them. */
export type OpenDesk = Desk & {
  /** Puts the newest published version of one entry into this process's index, or takes it out. */
  refreshEntry(entryId: string): Promise<void>
  /** Takes in what was decided on matters and learned from it since. */
  refreshMatters(): Promise<void>
  /** Puts the rules in force in the database into this process: the next matter is routed by them. */
  refreshRules(): Promise<void>
  entryCount(): number
  /** Asks what is asked anywhere, between other work and without a trace, so that the first citizens wait no longer than the rest. */
  warmUp(): Promise<void>
  /** Null where no semantic leg is set up. */
  semantic: SemanticLeg | null
  /** The event the index was built after: whoever keeps it true tails the log from here, and misses nothing. */
  indexedUpTo: number
  close(): Promise<void>
}

type EntryParts = Pick<Desk, 'db' | 'engine' | 'clock' | 'log' | 'rules' | 'understand'> & {
  config: Config
  lexicon: Lexicon
}

/** The published entries in memory, with what people taught: found by words and by meaning, renewed, taught. */
const openEntries = async ({ config, lexicon, ...desk }: EntryParts) => {
  const { db, clock, log, rules } = desk
  const nameOf = (id: string): string => rules.departments.find((d) => d.id === id)?.name ?? id
  const index = createSearchIndex(lexicon)
  const indexedUpTo = await lastEventSeq(db)
  const learned = await listActiveWordings(db)
  const semantic = config.embeddings ? createSemanticLeg({ db, clock, log }, config.embeddings) : null
  async function* readSearchable(): AsyncGenerator<SearchableEntry> {
    for await (const entry of eachPublished(db)) {
      const searchable = toSearchable(entry, nameOf(entry.department))
      semantic?.put(searchable)
      yield searchable
    }
  }
  await index.replaceAllFrom(readSearchable(), (id) => learned.get(id) ?? [])
  const known = createKnownMatters(lexicon, index)
  const today = (): string =>
    DateTime.fromJSDate(clock.now()).setZone(rules.calendar.timezone).toISODate() ??
    isoNow(clock).slice(0, 10)
  const rule = learningRule(config.learning.citizensNeeded)
  const missingAmong = (near: readonly NearMatter[], least = THRESHOLDS.missing) => known.missing(near, least)
  const decide: Desk['decide'] = (meaning, hits) =>
    decideAnswer(meaning, hits, THRESHOLDS, (least) => missingAmong(known.recognise(meaning), least))
  const ask = (text: string): void => {
    const meaning = desk.understand(text, clock.now())
    decide(meaning, index.search(meaning, { today: today(), limit: LIMITS.hits }))
  }

  const refreshEntry = async (entryId: string): Promise<void> => {
    const entry = await findEntry(db, entryId)
    if (entry?.state === 'published') {
      const searchable = toSearchable(entry, nameOf(entry.department))
      index.upsert(searchable, (await listActiveWordings(db, entryId)).get(entryId) ?? [])
      semantic?.put(searchable)
    } else {
      index.remove(entryId)
      semantic?.remove(entryId)
    }
  }
  return {
    search: async ({ tokens, text, redacted }: Meaning): Promise<Hit[]> => {
      const options = { today: today(), limit: LIMITS.hits }
      const searchByWords = (): Hit[] => index.search({ tokens, text }, options)
      if (!semantic || tokens.length === 0) return searchByWords()
      return semantic.join(redacted, searchByWords, (id) => index.find(id, options.today), options.limit)
    },
    recogniseMatters: ({ tokens, text }: Meaning) => known.recognise({ tokens, text }),
    missingAmong,
    decide,
    warmUp: () => warmUp(lexicon.matters, { ask, holds: known.holds }),
    quote: (entryId: string, { tokens, text }: Meaning) => index.quote(entryId, { tokens, text }),
    read: ({ tokens, text }: Meaning) => index.read({ tokens, text }),
    learn: async (lesson: Lesson): Promise<void> => {
      try {
        for (const entryId of await recordLesson(desk, rule, lesson)) await refreshEntry(entryId)
      } catch (error) {
        log.error({ err: error, kind: lesson.kind }, 'a lesson could not be learned')
      }
    },
    judgeWording: async (editor: StaffMember, judged: JudgedWording): Promise<void> => {
      for (const entryId of await judgeWording(desk, rule, editor, judged)) await refreshEntry(entryId)
    },
    refreshEntry,
    entryCount: () => index.size,
    semantic,
    indexedUpTo,
  }
}

/** What the sorting of matters is learned from. */
const LEARNED_FROM: readonly string[] = ['categories', 'catalogue', 'departments']

/** The files are taken in, what people changed stays; `rules` then holds what is in force. */
const openRules = async (db: Desk['db'], rules: CityRules, at: string, log: Desk['log']) => {
  const { kept } = await storeRules(db, rules, at)
  if (kept.length > 0) log.warn({ kept }, 'rules changed by people and by the files: the people’s stay')
  const versions = followRuleVersions(db, rules)
  await versions.refresh()
  return versions
}

/**
 * Opens everything the front desk works with: settings → database (migrated) → the city's files (checked,
 * imported) → understanding, index, classifier. Used by the server, the worker, the scripts and the journeys.
 * @throws KnowledgeFileError or LexiconError naming file, line and reason; the database's own error.
 */
export const openDesk = async (
  config: Config,
  options: { clock?: Clock; log?: Log } = {},
): Promise<OpenDesk> => {
  const clock = options.clock ?? systemClock
  const log = options.log ?? createLog(config.logLevel)
  const files = readCityFiles(config.knowledgeDir, faultInRole)
  const { rules } = files
  const lexicon = parseLexicon(files.lexicon)
  const connection = connect(config.databaseUrl, config.databasePool)
  const { db, engine } = connection
  await migrate(db)
  const ruleVersions = await openRules(db, rules, isoNow(clock), log)
  await importFileRules({ db, clock, rules })
  await enqueueOldTickets({ db, clock })
  const nameOf = (id: string): string => rules.departments.find((d) => d.id === id)?.name ?? id
  const documents = files.documents.map((file) => fromDocumentFile(file, nameOf(file.department)))
  await importEntries({ db, clock }, 'city', [...files.entries.map(fromEntryFile), ...documents], 'file')

  const matters = await openMatterDesk({ db, clock, log, rules }, files.entries, () =>
    createProductTopics({
      lexicon: readLexiconTopics(config.knowledgeDir),
      categories: listCategoryTopics(rules.categories, files.entries),
      synonyms: lexicon.synonyms,
    }),
  )

  const understand = createUnderstanding({
    lexicon,
    city: rules.city,
    specialRoutes: rules.specialRoutes,
    ...(files.dangerExamples
      ? {
          danger: {
            examples: files.dangerExamples,
            ordinary: files.entries.flatMap((e) => [e.question, ...e.similar]),
          },
        }
      : {}),
  })
  const entries = await openEntries({ config, db, engine, clock, log, rules, lexicon, understand })

  return {
    db,
    engine,
    clock,
    log,
    files: createFileStore(config.filesDir),
    rules,
    talkWords: parseTalkWords(files.lexicon),
    understand,
    cutWords: cutTicketWords,
    classify: (text) => matters.classify(text).map((r) => ({ label: r.categoryId, score: r.score })),
    leanNature: matters.leanNature,
    route: matters.route,
    refreshMatters: matters.refresh,
    refreshRules: async () => {
      const renewed = await ruleVersions.refresh()
      if (renewed.some((kind) => LEARNED_FROM.includes(kind))) matters.relearn()
      // A way out may be open again: what waited for it goes now.
      if (renewed.includes('channels')) await wakePostponed(db, isoNow(clock))
    },
    languageModel: config.llm
      ? createLanguageModel(config.llm, (outcome) => log.info(outcome, 'language model'))
      : null,
    llmBudgetMs: config.llm?.budgetMs ?? 0,
    publicBaseUrl: config.publicBaseUrl,
    agentNumber: config.voice.agentNumber ?? null,
    sending: config.sending,
    signIn: config.signIn,
    ...entries,
    close: () => connection.close(),
  }
}
