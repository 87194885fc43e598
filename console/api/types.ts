import type { InferResponseType } from 'hono/client'
import type { api } from './client.ts'

/** What the API answers, named as the pages use it; all inferred from the server's own routes. */
type Api = typeof api

export type ConversationRow = InferResponseType<Api['conversations']['$get'], 200>['rows'][number]
export type ConversationDetail = InferResponseType<Api['conversations'][':id']['$get'], 200>
export type TalkMessage = ConversationDetail['messages'][number]
export type TicketRow = InferResponseType<Api['tickets']['$get'], 200>['rows'][number]
export type TicketDetail = InferResponseType<Api['tickets'][':number']['$get'], 200>
export type ConferenceVoice = NonNullable<TicketDetail['conference']>['voices'][number]
export type TicketFileRow = TicketDetail['files'][number]
export type TicketStep = TicketDetail['steps'][number]
export type SameMatterRow = InferResponseType<
  Api['tickets'][':number']['same-matter']['$get'],
  200
>['rows'][number]
export type CheckedReply = InferResponseType<Api['tickets'][':number']['check-reply']['$post'], 200>
export type ReturnAdvice = InferResponseType<
  Api['tickets'][':number']['return-advice']['$get'],
  200
>['units'][number]
export type CitedEntry = InferResponseType<Api['tickets'][':number']['entries']['$get'], 200>['rows'][number]
export type FollowUpList = InferResponseType<Api['follow-ups']['$get'], 200>
export type OwnCall = FollowUpList['own'][number]
export type Candidate = TicketDetail['candidates'][number]
export type KnowledgeRow = InferResponseType<Api['knowledge']['$get'], 200>['rows'][number]
export type KnowledgeDetail = InferResponseType<Api['knowledge'][':id']['$get'], 200>
export type GapList = InferResponseType<Api['gaps']['$get'], 200>
export type GapLine = GapList['rows'][number]
export type EntryNear = InferResponseType<Api['knowledge']['near']['$post'], 200>['rows'][number]
export type EntryTable = InferResponseType<Api['knowledge']['import']['check']['$post'], 200>
/** A row of the table with what it is near to. */
export type NearRow = EntryTable['rows'][number] & {
  near: InferResponseType<Api['knowledge']['import']['near']['$post'], 200>['near'][number]
}
export type LearnedRow = InferResponseType<Api['knowledge'][':id']['learned']['$get'], 200>['rows'][number]
export type TryResult = InferResponseType<Api['knowledge']['try']['$post'], 200>
export type Department = InferResponseType<Api['departments']['$get'], 200>['rows'][number]
export type AccountStep = InferResponseType<Api['staff'][':id']['history']['$get'], 200>['rows'][number]
export type RolesAnswer = InferResponseType<Api['roles']['$get'], 200>
export type RolesCheck = InferResponseType<Api['roles']['check']['$post'], 200>
export type StaffRow = InferResponseType<Api['staff']['$get'], 200>['rows'][number]
export type SignedIn = InferResponseType<Api['session']['$get'], 200>

export type FiguresAnswer = InferResponseType<Api['insight']['figures']['$get'], 200>
export type MetricInfo = FiguresAnswer['metrics'][number]
export type Figure = FiguresAnswer['now']['city'][MetricInfo['id']]
/** A talk behind a figure. */
export type TalkLine = InferResponseType<Api['insight']['cases']['$get'], 200>['talks'][number]
export type KeptRow = InferResponseType<Api['retention']['$get'], 200>['kinds'][number]
export type TermsEffect = InferResponseType<Api['retention']['terms']['check']['$post'], 200>
export type ReportAnswer = InferResponseType<Api['insight']['reports'][':id']['$get'], 200>
export type ReportCell = ReportAnswer['tables']['tables'][number]['rows'][number][number]
export type OverviewAnswer = InferResponseType<Api['overview']['$get'], 200>
export type Beside = InferResponseType<Api['conversations'][':id']['form']['$get'], 200>
export type FormField = Beside['form']['fields'][number]
export type Colleagues = InferResponseType<Api['desk']['colleagues']['$get'], 200>
export type NoticeRow = InferResponseType<Api['desk']['notices']['$get'], 200>['rows'][number]
export type Kit = InferResponseType<Api['desk']['kit']['$get'], 200>
export type WrapUps = InferResponseType<Api['desk']['wrap-ups']['$get'], 200>
export type LiveCall = InferResponseType<Api['desk']['calls']['$get'], 200>['rows'][number]
export type AbuseRow = InferResponseType<Api['desk']['abuse']['$get'], 200>['rows'][number]
export type CatalogueRow = InferResponseType<Api['catalogue']['$get'], 200>['rows'][number]

export type ClockRulesAnswer = InferResponseType<Api['clock-rules']['$get'], 200>
export type Policy = ClockRulesAnswer['deadlines']['policies'][number]
export type RulesCheck = InferResponseType<Api['clock-rules']['deadlines']['check']['$post'], 200>
export type LeafRow = InferResponseType<Api['categories']['$get'], 200>['rows'][number]
export type UnitRow = InferResponseType<Api['units']['$get'], 200>['rows'][number]
export type WordingsAnswer = InferResponseType<Api['wordings']['$get'], 200>

type Channels = InferResponseType<Api['channels']['$get'], 200>
export type ChannelRow = Channels['rows'][number]
export type ChannelStandard = Channels['standard']
export type ChannelEffect = InferResponseType<Api['channels'][':id']['preview']['$post'], 200>
