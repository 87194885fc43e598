import { z } from 'zod'
import { FollowUpFile } from './follow-up.ts'

/**
 * The shapes of the files in `knowledge/`: what a city owns and reviews as text.
 * `platform/knowledge-files.ts` reads them and reports every mistake with file, line and reason.
 */

const Id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id is lower-case words joined by "-"')
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day is written YYYY-MM-DD')
const Sentence = z.string().trim().min(2)

/** One legal basis: the full name of the law or regulation, and the article where it is known for sure. */
export const LegalBasis = z.strictObject({
  law: Sentence,
  article: z.string().optional(),
})
export type LegalBasis = z.infer<typeof LegalBasis>

/** The fields of a service guide (办事指南). Each can be asked for alone: 材料, 时限, 费用, 地点, 电话, 流程, 条件. */
export const GuideFields = z.strictObject({
  conditions: z.array(Sentence).min(1),
  materials: z.array(z.strictObject({ name: Sentence, note: z.string().optional() })).min(1),
  steps: z.array(Sentence).min(1),
  timeLimit: Sentence,
  fee: Sentence,
  place: Sentence,
  hours: Sentence,
  phone: Sentence,
  online: Sentence,
})
export type GuideFields = z.infer<typeof GuideFields>

/** One knowledge entry (知识点): a standard question and its answer, owned by a department, valid for a period. */
export const EntryFile = z.strictObject({
  id: Id,
  category: z.string().regex(/^\d{2}(-\d{2})?$/),
  question: Sentence.max(60),
  similar: z.array(Sentence.max(80)).min(5).max(12),
  answer: Sentence.max(200),
  details: z.string().max(3000).optional(),
  basis: z.array(LegalBasis).default([]),
  department: Id,
  scope: Sentence,
  validFrom: Day,
  validUntil: Day.optional(),
  reviewOn: Day,
  keywords: z.array(z.string().min(1)).default([]),
  related: z.array(Id).default([]),
  guide: GuideFields.optional(),
})
export type EntryFile = z.infer<typeof EntryFile>
export const EntriesFile = z.strictObject({ entries: z.array(EntryFile).min(1) })

/**
 * A policy paper, notice or announcement (政策文件, 通知公告) as a knowledge file: the text as it was issued, word for word, because it
 * is quoted. `summary` says in plain words what the document is about; it is never shown as the document's own words.
 */
export const DocumentFile = z.strictObject({
  id: Id,
  category: z.string().regex(/^\d{2}(-\d{2})?$/),
  name: Sentence.max(120),
  /** The document number (文号) as printed; empty for announcements without one. */
  number: z.string().trim().max(60).default(''),
  department: Id,
  issuedOn: Day,
  source: z.string().trim().max(300).default(''),
  summary: Sentence.max(200),
  similar: z.array(Sentence.max(80)).max(12).default([]),
  scope: Sentence,
  validFrom: Day,
  validUntil: Day.optional(),
  reviewOn: Day,
  keywords: z.array(z.string().min(1)).default([]),
  related: z.array(Id).default([]),
  text: z.string().trim().min(50).max(200_000),
})
export type DocumentFile = z.infer<typeof DocumentFile>

/** What names a document beside its title. `issuedOn` is null where an imported text does not say. */
export const DocumentFields = z.strictObject({
  number: z.string(),
  issuer: z.string(),
  issuedOn: Day.nullable(),
})
export type DocumentFields = z.infer<typeof DocumentFields>

/** A unit that answers tickets: a department, a district or a public utility. */
export const DepartmentFile = z.strictObject({
  id: Id,
  name: Sentence,
  short: Sentence,
  aliases: z.array(z.string().min(2)).default([]),
  kind: z.enum(['city', 'district', 'utility', 'hotline']),
  duties: z.array(Sentence).min(2),
  phone: Sentence,
  address: Sentence,
  hours: Sentence,
  /** The day it was closed or merged. It stays in the list: old tickets still say its name. Its work goes to `successor`, or to triage. */
  closedOn: Day.optional(),
  successor: Id.optional(),
})
export type DepartmentFile = z.infer<typeof DepartmentFile>
export const DepartmentsFile = z.strictObject({ departments: z.array(DepartmentFile).min(1) })

export const CategoryLeafFile = z.strictObject({
  id: z.string().regex(/^\d{2}-\d{2}$/),
  name: Sentence,
  keywords: z.array(z.string().min(1)).default([]),
  /** The day it was taken out of use. It stays in the tree: old tickets keep their name. */
  removedOn: Day.optional(),
  replacedBy: z
    .string()
    .regex(/^\d{2}-\d{2}$/)
    .optional(),
})
export type CategoryLeafFile = z.infer<typeof CategoryLeafFile>
export const CategoryFile = z.strictObject({
  id: z.string().regex(/^\d{2}$/),
  name: Sentence,
  children: z.array(CategoryLeafFile).min(1),
})
export type CategoryFile = z.infer<typeof CategoryFile>
export const CategoriesFile = z.strictObject({ categories: z.array(CategoryFile).min(1) })

/**
 * One line of the dispatch catalogue (派单目录): category × place (× words of the matter) → lead and co-departments.
 * `place` absent = whole city. `when` = at least one of these words must appear in the matter for the line to apply.
 * `lead: district` means "the district the matter happened in".
 */
export const CatalogueLineFile = z.strictObject({
  id: Id,
  category: z.string().regex(/^\d{2}(-\d{2})?$/),
  place: z.string().optional(),
  when: z.array(z.string().min(1)).default([]),
  lead: Id,
  co: z.array(Id).default([]),
  /** The duty in a sentence (职责事项), where the words and the category do not say enough. */
  duty: z.string().trim().max(500).optional(),
  basis: Sentence,
})
export type CatalogueLineFile = z.infer<typeof CatalogueLineFile>
export const CatalogueFile = z.strictObject({
  version: z.string(),
  effectiveFrom: Day,
  lines: z.array(CatalogueLineFile).min(1),
})

/** When the catalogue's advice is followed without a person (自动派单): the share of the evidence its best unit needs. 1 = never. */
export const DispatchFile = z.strictObject({
  threshold: z.number().min(0.5).max(1).default(0.7),
})
export type DispatchFile = z.infer<typeof DispatchFile>

const DEADLINE_UNITS = ['minutes', 'hours', 'working_hours', 'working_days', 'days'] as const
/**
 * A deadline rule. The most specific matching rule wins (category, urgency, channel, region, then type alone).
 * `starts`: on the next working day or at once; absent = next working day for working days, else at once.
 * `ends`: working days end when the office closes, or at 24:00. `whole` is the ticket from opening to closing; `urge` and
 * `supervise` are the answer to an urge (催办) and to an order of supervision (督办), whose level stands for the urgency.
 */
export const DeadlineFile = z.strictObject({
  id: Id,
  stage: z.enum(['sign', 'contact', 'return', 'reply', 'whole', 'extension', 'urge', 'supervise']),
  type: z.enum(['consult', 'help', 'complaint', 'report', 'suggestion', 'praise', 'any']).default('any'),
  category: z.string().optional(),
  urgency: z.enum(['normal', 'urgent', 'critical', 'any']).default('any'),
  channel: z.string().optional(),
  region: z.string().optional(),
  amount: z.number().positive().max(2_000),
  unit: z.enum(DEADLINE_UNITS),
  starts: z.enum(['next_working_day', 'at_once']).optional(),
  ends: z.enum(['closing', 'midnight']).optional(),
  effectiveFrom: Day,
  effectiveUntil: Day.optional(),
  basis: Sentence,
})
export type DeadlineFile = z.infer<typeof DeadlineFile>

/**
 * When a running clock is warned about, and who hears of one that is past. `yellow`: this share of the term is left,
 * or one working day of a term longer than two. `orange`: so many hours are left, at most a tenth of the term. Red is
 * the due time itself. A step of `ladder` is reached so many working days after it, or so many hours for clocks that
 * run day and night.
 */
export const WarningsFile = z.strictObject({
  yellowShare: z.number().min(0).max(0.9).default(0.2),
  orangeHours: z.number().min(0).max(100).default(2),
  ladder: z
    .array(
      z.strictObject({
        to: z.enum(['liaison', 'unit_leader', 'supervisor', 'office']),
        workingDays: z.number().int().min(0).max(60),
        hours: z.number().min(0).max(1_000),
      }),
    )
    .default([
      { to: 'liaison', workingDays: 0, hours: 0 },
      { to: 'unit_leader', workingDays: 1, hours: 1 },
      { to: 'supervisor', workingDays: 2, hours: 2 },
      { to: 'office', workingDays: 3, hours: 4 },
    ]),
})
export type WarningsFile = z.infer<typeof WarningsFile>
export const DeadlinesFile = z.strictObject({
  version: z.string(),
  policies: z.array(DeadlineFile).min(1),
  warnings: WarningsFile.default(() => WarningsFile.parse({})),
})

const TimeOfDay = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time is written HH:MM, up to 24:00')
const Period = z
  .strictObject({ from: TimeOfDay, to: TimeOfDay })
  .refine((p) => p.from < p.to, 'a period ends after it begins')
/** Office hours of one day, in order and apart. */
const Periods = z
  .array(Period)
  .refine(
    (list) => list.every((p, i) => i === 0 || p.from >= (list[i - 1]?.to ?? '')),
    'periods of a day stand in order and do not overlap',
  )
const YEAR = z.number().int().min(2000).max(2200)

/**
 * The holiday plan of one year as the State Council office publishes it: days off from–to, make-up workdays (调休上班),
 * and days with their own office hours (半天). Weekdays not named follow the week.
 */
export const CalendarYearFile = z.strictObject({
  year: YEAR,
  source: z.string().trim().max(200).default(''),
  off: z.array(z.strictObject({ name: z.string().trim().min(1).max(40), from: Day, to: Day })).max(60),
  work: z
    .array(z.strictObject({ day: Day, name: z.string().trim().max(40).default('') }))
    .max(60)
    .default([]),
  halfDays: z
    .array(z.strictObject({ day: Day, name: z.string().trim().max(40), periods: Periods.min(1) }))
    .max(60)
    .default([]),
})
export type CalendarYearFile = z.infer<typeof CalendarYearFile>

/**
 * Office hours and holiday plans. `week` gives days of the week their own hours (1 = Monday … 7 = Sunday; an empty
 * list = closed); days it does not name have `workingPeriods` from Monday to Friday. `years` are whole plans;
 * `knownYears` without a plan here are taken from the holiday library; `overrides` correct single days of any year.
 */
export const CalendarFile = z.strictObject({
  timezone: z.string(),
  workingPeriods: Periods.min(1),
  week: z.partialRecord(z.enum(['1', '2', '3', '4', '5', '6', '7']), Periods).optional(),
  knownYears: z.array(YEAR).default([]),
  years: z.array(CalendarYearFile).default([]),
  overrides: z.array(z.strictObject({ day: Day, working: z.boolean(), name: z.string() })).default([]),
})
export type CalendarFile = z.infer<typeof CalendarFile>

/** Why a matter is answered with another door instead of a unit (诉求分类处理指引); what tickets end with and metrics count. */
export const REFERRAL_REASONS = [
  'emergency',
  'statutory',
  'petition',
  'other_organ',
  'same_matter',
  'secret',
  'outside_duty',
  'unlawful',
  'other_place',
] as const

/**
 * A matter the hotline does not handle itself: always the reason and the right door, never a bare refusal. `door` stands word for word in
 * `says`. Without patterns only a person at the desk tells it. `record: false`: what was said is never written down.
 */
export const SpecialRouteFile = z.strictObject({
  id: Id,
  name: Sentence,
  disposition: z.enum(['transfer', 'inform', 'progress', 'explain', 'warn']),
  door: Sentence,
  referral: z.enum(REFERRAL_REASONS),
  record: z.boolean().default(true),
  danger: z.boolean(),
  number: z.string().optional(),
  reasonCode: z.string(),
  patterns: z.array(z.string().min(1)),
  except: z.array(z.string().min(1)).default([]),
  says: Sentence,
  basis: z.string().optional(),
})
export type SpecialRouteFile = z.infer<typeof SpecialRouteFile>
export const SpecialRoutesFile = z.strictObject({ routes: z.array(SpecialRouteFile).min(1) })

const ExampleText = z.string().trim().min(1).max(400)
/**
 * Texts from which the learned half of danger detection learns: what danger sounds like, by the route it calls for, and what only sounds
 * like it. A city adds the sentence that was missed, or the one that alarmed for nothing.
 */
export const DangerExamplesFile = z.strictObject({
  danger: z.array(z.strictObject({ route: Id, texts: z.array(ExampleText).min(1) })).min(1),
  ordinary: z.array(ExampleText).min(1),
})
export type DangerExamples = z.infer<typeof DangerExamplesFile>

/**
 * How tickets move in this city (工单流转): the numbers and switches on which cities differ. What is allowed at all is
 * the table in `tickets/transitions.ts`; terms of signing, returning, replying and extending are in deadlines.yaml.
 */
export const FlowFile = z.strictObject({
  /** After so many returns the hotline designates a unit, which cannot return. */
  designateAfter: z.number().int().min(1).default(3),
  extensions: z.number().int().min(0).default(1),
  suspensions: z.number().int().min(0).default(1),
  suspendMaxDays: z.number().int().min(1).default(30),
  /** Natural days a question to the citizen waits before the ticket ends without an answer. */
  infoDays: z.number().int().min(1).default(5),
  /** Working days in which the hotline decides what waits for it: returns, extensions, audits, objections. */
  deskWorkingDays: z.number().int().min(1).default(1),
  conferWorkingDays: z.number().int().min(1).default(3),
  /** Working days in which co-handlers and lower units report to the lead. */
  partWorkingDays: z.number().int().min(1).default(3),
  /** Hours between two urges (催办) of one ticket, and of one that is urgent. */
  urgeEveryHours: z.number().min(0).default(24),
  urgentUrgeEveryHours: z.number().min(0).default(2),
  unitSigns: z.boolean().default(true),
  hotlineAudits: z.boolean().default(true),
  archiveAfterDays: z.number().int().min(1).default(30),
  /** How long an approved look at who wrote lasts. */
  unmaskMinutes: z.number().int().min(5).max(1440).default(60),
  /** So many different tickets opened, or refused, in one hour by one person raise an alarm. */
  alarmViewsPerHour: z.number().int().min(5).default(60),
  alarmRefusalsPerHour: z.number().int().min(1).default(5),
  /** So many confidential tickets of other units asked for in one hour by one person raise one at once. */
  alarmProtectedRefusalsPerHour: z.number().int().min(1).default(1),
})
export type FlowFile = z.infer<typeof FlowFile>

/**
 * How the city counts (考核口径): what differs from city to city in scope and presentation; the formulas themselves are in
 * `insight/metrics`. No weights by default: without them no total is made.
 */
export const MetricsFile = z.strictObject({
  /** A rate on fewer cases than this shows its counts only: no percentage, no place among others. */
  smallSample: z.number().int().min(1).default(30),
  /** The public report names no group of fewer cases than this (k). */
  publicMin: z.number().int().min(3).default(10),
  /** A ticket that is done again within so many natural days of its closing was not done at once. */
  onceDays: z.number().int().min(1).default(30),
  /** The same person with the same leaf of the categories within so many natural days is a repeat (重复诉求). */
  repeatDays: z.number().int().min(1).max(365).default(30),
  /** 综合 = Σ weight × rate of the three rates; the weights add up to 1. Null = the city makes no total. */
  weights: z
    .strictObject({
      response: z.number().min(0).max(1),
      solved: z.number().min(0).max(1),
      satisfied: z.number().min(0).max(1),
    })
    .refine((w) => Math.abs(w.response + w.solved + w.satisfied - 1) < 1e-9, '三率的权重加起来要等于1')
    .nullable()
    .default(null),
})

/** One term of keeping: so many natural days, and the ground for the number. */
const Keeping = z.strictObject({ days: z.number().int().min(1).max(36_500), basis: Sentence })
const keep = (days: number, basis: string) => Keeping.default({ days, basis })

/**
 * How long what is kept (保存期限). No law of the country names a number for hotline tickets; a city takes its own from its archive table
 * and writes the ground beside it. Everything open, and everything put under preservation, is kept whatever stands here.
 */
export const RetentionFile = z.strictObject({
  /** Talks no ticket came from, since the last word. */
  talks: keep(
    180,
    '《网络安全法》第二十一条：网络日志留存不少于六个月；《个人信息保护法》第十九条：保存期限为实现目的所必要的最短时间',
  ),
  /** Words and telephone transcripts of talks that became a ticket, since it was over. */
  transcripts: keep(730, '热线通行做法两年，没有全国统一规定；以本市归档办法为准'),
  /** Name, phone and what says who it was in a ticket's texts, since it was over. */
  contacts: keep(1095, '《个人信息保护法》第十九条；三年后不再需要联系诉求人。工单本身按归档办法保存'),
  /** What was sent to departments, since it ended. */
  sends: keep(180, '《网络安全法》第二十一条'),
  /** Devices staff signed in from, and failed attempts, since they were last used. */
  signIns: keep(180, '《网络安全法》第二十一条'),
  /** Lines of who saw or did what. */
  access: keep(1095, '《网络数据安全管理条例》第十二条：处理记录保存不少于三年'),
})
export type RetentionFile = z.infer<typeof RetentionFile>

export const CityFile = z.strictObject({
  id: Id,
  name: Sentence,
  notice: Sentence,
  hotline: z.string(),
  districts: z
    .array(
      z.strictObject({
        id: Id,
        name: Sentence,
        department: Id,
        aliases: z.array(z.string().min(2)).default([]),
        streets: z.array(z.string().min(2)).min(1),
        landmarks: z.array(z.string().min(2)).default([]),
        /** Its centre (WGS-84), for tables that a map reads. */
        centre: z
          .strictObject({ lon: z.number().min(-180).max(180), lat: z.number().min(-90).max(90) })
          .optional(),
      }),
    )
    .min(1),
  /** Three real things to begin with: a question, a complaint, a look at progress. */
  examples: z.array(Sentence).length(3),
  hotMatters: z.array(Sentence).min(3),
  flow: FlowFile.prefault({}),
  metrics: MetricsFile.prefault({}),
  retention: RetentionFile.prefault({}),
  followUp: FollowUpFile.prefault({}),
})
export type CityFile = z.infer<typeof CityFile>

/**
 * What a citizen is told of a step of a ticket, with variables in braces (`tickets/citizen-texts.ts`): `text-…` is the one it stands for.
 */
export const TemplateFile = z.strictObject({
  id: Id,
  name: Sentence.max(60),
  text: z.string('请写文字').trim().min(4, '至少写四个字').max(1_000, '最多写一千个字'),
})
export type TemplateFile = z.infer<typeof TemplateFile>

/** A word that is looked out for (敏感词): in what tickets tell, in what is answered, in what is said to an agent. */
export const SensitiveWordFile = z.strictObject({
  id: Id,
  name: z.string().trim().min(1).max(30),
  kind: z.enum(['watch', 'reply', 'abuse']),
  advice: z.string().trim().max(100).default(''),
})
export type SensitiveWordFile = z.infer<typeof SensitiveWordFile>

export const WordingsFile = z.strictObject({
  templates: z.array(TemplateFile).default([]),
  sensitiveWords: z.array(SensitiveWordFile).default([]),
})
