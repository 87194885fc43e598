import type { CityRules } from '../contracts/city-rules.ts'
import type { Decision } from '../contracts/decision.ts'
import type { Lesson } from '../contracts/learning.ts'
import type { Meaning } from '../contracts/meaning.ts'
import type { Clock, CutWords, LanguageModel } from '../contracts/ports.ts'
import type { Hit, MissingMatter, NearMatter, Quote, Reading } from '../contracts/retrieval.ts'
import type { SendingSettings } from '../contracts/sending.ts'
import type { SignInSettings } from '../contracts/sign-in.ts'
import type { StaffMember } from '../contracts/staff.ts'
import type { Nature, Routing } from '../contracts/ticket.ts'
import type { RuledNature } from '../dispatch/lean-nature.ts'
import type { MatterToSend } from '../dispatch/matter-desk.ts'
import type { JudgedWording } from '../learning/judge-wording.ts'
import type { Engine } from '../platform/db/dialect.ts'
import type { Database } from '../platform/db/schema.ts'
import type { FileStore } from '../platform/files/file-store.ts'
import type { Log } from '../platform/log.ts'
import type { TalkWords } from '../understanding/talk-words.ts'

/** Everything the front desk works with; made once in `main.ts`. Rooms below ask for the part they use. */
export type Desk = {
  db: Database
  engine: Engine
  clock: Clock
  log: Log
  /** Photos and papers by content. */
  files: FileStore
  rules: CityRules
  /** How people ask for a field, go on about a matter, name another city. */
  talkWords: TalkWords
  understand(text: string, now: Date): Meaning
  /** The words tickets are found by. */
  cutWords: CutWords
  /** The best entries, best first. Waits for the semantic leg at most its budget where one is set up; never throws. */
  search(meaning: Meaning): Promise<Hit[]>
  /** The matters known anywhere that a question seems to ask for, best first. */
  recogniseMatters(meaning: Meaning): NearMatter[]
  /** The first of them that the base has nothing on now; undefined where it has them all, or it is not so sure (by default as sure as for declining by name). */
  missingAmong(near: readonly NearMatter[], least?: number): MissingMatter | undefined
  /** The words of an entry that answer the question, as they stand in it; undefined where none do. */
  quote(entryId: string, meaning: Meaning): Quote | undefined
  /** What the search reads a message as: typing errors mended, official words beside lay ones. For editors. */
  read(meaning: Meaning): Reading
  /** Learns from what a person did; what it teaches is found at once. Never throws: a lesson is worth less than the turn it came from. */
  learn(lesson: Lesson): Promise<void>
  /** An editor judges a learned wording. @throws AppError not_found, conflict. */
  judgeWording(editor: StaffMember, judged: JudgedWording): Promise<void>
  decide(meaning: Meaning, hits: readonly Hit[]): Decision
  /** The likeliest category leaf of a matter, best first. */
  classify(text: string): { label: string; score: number }[]
  /** As what a matter is taken: the rules' word, leaned on what the city decided before. */
  leanNature(matter: string, ruled: RuledNature): Nature
  route(matter: MatterToSend): Routing
  languageModel: LanguageModel | null
  llmBudgetMs: number
  publicBaseUrl: string
  /** Where calls are put through when the rules name no number; null = nowhere. */
  agentNumber: string | null
  /** How tickets leave to departments and mail leaves at all. */
  sending: SendingSettings
  signIn: SignInSettings
}
