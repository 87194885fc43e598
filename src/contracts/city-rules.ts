import type { z } from 'zod'
import type { ChannelRule } from './channel-rules.ts'
import type {
  CalendarFile,
  CatalogueFile,
  CategoryFile,
  CityFile,
  DeadlinesFile,
  DepartmentFile,
  DispatchFile,
  SensitiveWordFile,
  SpecialRouteFile,
  TemplateFile,
} from './knowledge-file.ts'
import type { RoleFile } from './role-rules.ts'

/**
 * The rules of the city in force: data, never code. Each part is a versioned row (`rule_set`) first imported
 * from `knowledge/`; a ticket remembers which catalogue line and policy it was decided by.
 */
export type CityRules = {
  city: CityFile
  departments: DepartmentFile[]
  categories: CategoryFile[]
  catalogue: z.infer<typeof CatalogueFile>
  dispatch: DispatchFile
  deadlines: z.infer<typeof DeadlinesFile>
  calendar: CalendarFile
  specialRoutes: SpecialRouteFile[]
  templates: TemplateFile[]
  sensitiveWords: SensitiveWordFile[]
  channels: ChannelRule[]
  /** What roles may do otherwise than delivered; empty: the table of `staff/policy.ts` as it is. */
  roles: RoleFile[]
}
export type RuleKind = keyof CityRules

/** The lexicon files as read: name for error messages, and the text itself. */
export type LexiconFiles = {
  userDict: { name: string; text: string }
  /** As many files as there are fields of work. */
  synonyms: { name: string; text: string }[]
  /** Matters known anywhere, by field of work. */
  matters: { name: string; text: string }[]
  similarShapes: { name: string; text: string }
  stopWords: { name: string; text: string }
  guideFields: { name: string; text: string }
  followUps: { name: string; text: string }
  otherCities: { name: string; text: string }
  offTopic: { name: string; text: string }
}
