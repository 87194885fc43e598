import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { ChannelsFile } from '../contracts/channel-rules.ts'
import type { CityRules, LexiconFiles } from '../contracts/city-rules.ts'
import {
  CalendarFile,
  CatalogueFile,
  CategoriesFile,
  CityFile,
  type DangerExamples,
  DangerExamplesFile,
  DeadlinesFile,
  DepartmentsFile,
  DispatchFile,
  DocumentFile,
  EntriesFile,
  type EntryFile,
  SpecialRoutesFile,
  WordingsFile,
} from '../contracts/knowledge-file.ts'
import { type RoleFile, RolesFile } from '../contracts/role-rules.ts'
import { type FileMistake, KnowledgeFileError, readYaml, type YamlRead } from './read-yaml.ts'

/** Everything a city keeps in `knowledge/`, checked as a whole. */
export type CityFiles = {
  rules: CityRules
  entries: EntryFile[]
  documents: DocumentFile[]
  lexicon: LexiconFiles
  /** Absent where the city keeps no `danger-examples.yaml`: then the patterns of the routes decide alone. */
  dangerExamples?: DangerExamples
}

type Place<T> = { entry: T; file: string; line: number }
type EntryPlace = Place<EntryFile>

const readEntries = (dir: string, mistakes: FileMistake[]): EntryPlace[] => {
  const found: EntryPlace[] = []
  for (const folder of ['entries', 'guides']) {
    const path = join(dir, folder)
    const names = existsSync(path)
      ? readdirSync(path)
          .filter((n) => n.endsWith('.yaml'))
          .sort()
      : []
    for (const name of names) {
      const shownAs = `${folder}/${name}`
      const read = collect(mistakes, () => readYaml(join(path, name), shownAs, EntriesFile))
      read?.data.entries.forEach((entry, i) => {
        found.push({ entry, file: shownAs, line: read.lineOf(['entries', i, 'id']) })
        if (folder === 'guides' && !entry.guide) {
          mistakes.push({
            file: shownAs,
            line: read.lineOf(['entries', i]),
            reason: `guide ${entry.id} has no guide fields`,
          })
        }
      })
    }
  }
  return found
}

/** One document a file: they are long, and reviewed one by one. */
const readDocuments = (dir: string, mistakes: FileMistake[]): Place<DocumentFile>[] => {
  const path = join(dir, 'documents')
  const names = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.yaml')) : []
  return names.sort().flatMap((name) => {
    const file = `documents/${name}`
    const read = collect(mistakes, () => readYaml(join(path, name), file, DocumentFile))
    return read ? [{ entry: read.data, file, line: read.lineOf(['id']) }] : []
  })
}

const collect = <T>(mistakes: FileMistake[], read: () => T): T | null => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof KnowledgeFileError)) throw error
    mistakes.push(...error.mistakes)
    return null
  }
}

const checkEntries = (places: Place<EntryFile | DocumentFile>[], rules: CityRules): FileMistake[] => {
  const mistakes: FileMistake[] = []
  const departments = new Set(rules.departments.map((d) => d.id))
  const categories = new Set(rules.categories.flatMap((c) => [c.id, ...c.children.map((l) => l.id)]))
  const seen = new Map<string, Place<EntryFile | DocumentFile>>()
  const ids = new Set(places.map((p) => p.entry.id))
  for (const { entry, file, line } of places) {
    const say = (reason: string): number => mistakes.push({ file, line, reason: `${entry.id}: ${reason}` })
    const before = seen.get(entry.id)
    if (before) say(`this id is already used at ${before.file}:${before.line}`)
    seen.set(entry.id, { entry, file, line })
    if (!departments.has(entry.department)) say(`department "${entry.department}" is not in departments.yaml`)
    if (!categories.has(entry.category)) say(`category "${entry.category}" is not in categories.yaml`)
    for (const other of entry.related) if (!ids.has(other)) say(`related entry "${other}" does not exist`)
    if (entry.validUntil && entry.validUntil < entry.validFrom) say('validUntil is before validFrom')
  }
  return mistakes
}

const checkRules = (
  rules: CityRules,
  catalogue: YamlRead<unknown>,
  city: YamlRead<unknown>,
): FileMistake[] => {
  const mistakes: FileMistake[] = []
  const departments = new Set([...rules.departments.map((d) => d.id), 'district'])
  const categories = new Set(rules.categories.flatMap((c) => [c.id, ...c.children.map((l) => l.id)]))
  const districts = new Set(rules.city.districts.map((d) => d.id))
  rules.catalogue.lines.forEach((line, i) => {
    const say = (reason: string): number =>
      mistakes.push({
        file: 'catalogue.yaml',
        line: catalogue.lineOf(['lines', i]),
        reason: `${line.id}: ${reason}`,
      })
    if (!categories.has(line.category)) say(`category "${line.category}" is not in categories.yaml`)
    if (line.place && !districts.has(line.place)) say(`place "${line.place}" is not a district in city.yaml`)
    for (const id of [line.lead, ...line.co])
      if (!departments.has(id)) say(`department "${id}" does not exist`)
  })
  rules.city.districts.forEach((d, i) => {
    if (departments.has(d.department)) return
    const line = city.lineOf(['districts', i])
    mistakes.push({ file: 'city.yaml', line, reason: `${d.id}: department "${d.department}" does not exist` })
  })
  return mistakes
}

/** Each text teaches one thing: a route that exists and is danger, and never danger and ordinary at once. */
const checkDangerExamples = (rules: CityRules, read: YamlRead<DangerExamples>): FileMistake[] => {
  const mistakes: FileMistake[] = []
  const say = (path: (string | number)[], reason: string): number =>
    mistakes.push({ file: 'danger-examples.yaml', line: read.lineOf(path), reason })
  const routes = new Map(rules.specialRoutes.map((route) => [route.id, route]))
  const seen = new Map<string, string>()
  const checkTexts = (texts: readonly string[], path: (string | number)[], label: string): void =>
    texts.forEach((text, i) => {
      const before = seen.get(text)
      if (before) say([...path, i], `"${text}" is already an example of ${before}`)
      seen.set(text, label)
    })
  read.data.danger.forEach(({ route, texts }, i) => {
    if (!routes.has(route)) say(['danger', i, 'route'], `route "${route}" is not in special-routes.yaml`)
    else if (!routes.get(route)?.danger) say(['danger', i, 'route'], `route "${route}" is no danger route`)
    checkTexts(texts, ['danger', i, 'texts'], route)
  })
  checkTexts(read.data.ordinary, ['ordinary'], 'ordinary')
  return mistakes
}

const checkRoles = (
  read: YamlRead<{ roles: RoleFile[] }>,
  faultIn: (role: RoleFile, all: readonly RoleFile[]) => string | null,
): FileMistake[] =>
  read.data.roles.flatMap((role, i) => {
    const reason = faultIn(role, read.data.roles)
    return reason
      ? [{ file: 'roles.yaml', line: read.lineOf(['roles', i]), reason: `${role.id}: ${reason}` }]
      : []
  })

/** The word lists of a city folder as they stand on the disk; a list that is missing is empty. */
export const readLexiconFiles = (dir: string): LexiconFiles => {
  const read = (name: string): { name: string; text: string } => {
    const path = join(dir, 'lexicon', name)
    return { name: `lexicon/${name}`, text: existsSync(path) ? readFileSync(path, 'utf8') : '' }
  }
  /** The lists of one folder, a file for each field of work. */
  const fields = (folder: string): string[] => {
    const path = join(dir, 'lexicon', folder)
    const names = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.txt')) : []
    return names.sort().map((name) => `${folder}/${name}`)
  }
  return {
    userDict: read('user-dict.txt'),
    synonyms: ['synonyms.txt', ...fields('synonyms')].map(read),
    matters: fields('matters').map(read),
    stopWords: read('stop-words.txt'),
    guideFields: read('guide-fields.txt'),
    followUps: read('follow-ups.txt'),
    otherCities: read('other-cities.txt'),
    offTopic: read('off-topic.txt'),
    similarShapes: read('similar-shapes.txt'),
  }
}

/**
 * Reads and checks the whole folder: every file against its schema, and the references between them.
 * `faultInRole`: what stands against the rights a file gives or takes, which are known a floor above.
 * @throws KnowledgeFileError naming file, line and reason of every mistake; nothing is returned half-read.
 */
export const readCityFiles = (
  dir: string,
  faultInRole: (role: RoleFile, all: readonly RoleFile[]) => string | null = () => null,
): CityFiles => {
  const mistakes: FileMistake[] = []
  const read = <S extends z.ZodType>(name: string, schema: S): YamlRead<z.output<S>> | null => {
    const path = join(dir, name)
    if (existsSync(path)) return collect(mistakes, () => readYaml(path, name, schema))
    mistakes.push({ file: name, line: 1, reason: 'this file is missing' })
    return null
  }
  const city = read('city.yaml', CityFile)
  const departments = read('departments.yaml', DepartmentsFile)
  const categories = read('categories.yaml', CategoriesFile)
  const catalogue = read('catalogue.yaml', CatalogueFile)
  const deadlines = read('deadlines.yaml', DeadlinesFile)
  const calendar = read('calendar.yaml', CalendarFile)
  const routes = read('special-routes.yaml', SpecialRoutesFile)
  const dispatch = existsSync(join(dir, 'dispatch.yaml')) ? read('dispatch.yaml', DispatchFile) : null
  const wordings = existsSync(join(dir, 'wordings.yaml')) ? read('wordings.yaml', WordingsFile) : null
  const channels = existsSync(join(dir, 'channels.yaml')) ? read('channels.yaml', ChannelsFile) : null
  const roles = existsSync(join(dir, 'roles.yaml')) ? read('roles.yaml', RolesFile) : null
  const examples = existsSync(join(dir, 'danger-examples.yaml'))
    ? read('danger-examples.yaml', DangerExamplesFile)
    : null
  const places = readEntries(dir, mistakes)
  const documents = readDocuments(dir, mistakes)
  if (!city || !departments || !categories || !catalogue || !deadlines || !calendar || !routes) {
    throw new KnowledgeFileError(mistakes)
  }
  const rules: CityRules = {
    city: city.data,
    departments: departments.data.departments,
    categories: categories.data.categories,
    catalogue: catalogue.data,
    dispatch: dispatch?.data ?? DispatchFile.parse({}),
    deadlines: deadlines.data,
    calendar: calendar.data,
    specialRoutes: routes.data.routes,
    templates: wordings?.data.templates ?? [],
    sensitiveWords: wordings?.data.sensitiveWords ?? [],
    channels: channels?.data.channels ?? [],
    roles: roles?.data.roles ?? [],
  }
  // References are only judged when every file could be read: one wrong line must not accuse all that point to it.
  if (mistakes.length > 0) throw new KnowledgeFileError(mistakes)
  mistakes.push(...checkRules(rules, catalogue, city), ...checkEntries([...places, ...documents], rules))
  if (roles) mistakes.push(...checkRoles(roles, faultInRole))
  if (examples) mistakes.push(...checkDangerExamples(rules, examples))
  if (mistakes.length > 0) throw new KnowledgeFileError(mistakes)
  return {
    rules,
    entries: places.map((p) => p.entry),
    documents: documents.map((p) => p.entry),
    lexicon: readLexiconFiles(dir),
    ...(examples ? { dangerExamples: examples.data } : {}),
  }
}
