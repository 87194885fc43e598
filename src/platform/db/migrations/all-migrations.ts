import type { Migration } from 'kysely'
import { firstShape } from './0001-first-shape.ts'
import { unansweredMessages } from './0002-unanswered-messages.ts'
import { embeddings } from './0003-embeddings.ts'
import { documents } from './0004-documents.ts'
import { learnedWordings } from './0005-learned-wordings.ts'
import { learningIndexes } from './0006-learning-indexes.ts'
import { clocks } from './0007-clocks.ts'
import { ticketMachine } from './0008-ticket-machine.ts'
import { matterLearning } from './0009-matter-learning.ts'
import { protection } from './0010-protection.ts'
import { jointCases } from './0011-joint-cases.ts'
import { metrics } from './0013-metrics.ts'
import { sending } from './0014-sending.ts'
import { ticketLists } from './0015-ticket-lists.ts'
import { access } from './0016-access.ts'
import { agentDesk } from './0017-agent-desk.ts'
import { answered } from './0018-answered.ts'
import { departmentKeys } from './0019-department-keys.ts'
import { followUps } from './0020-follow-ups.ts'
import { badRatings } from './0021-bad-ratings.ts'
import { personalData } from './0022-personal-data.ts'
import { retention } from './0023-retention.ts'
import { ticketSearch } from './0024-ticket-search.ts'
import { savedViews } from './0025-saved-views.ts'
import { secondStep } from './0026-second-step.ts'
import { unitAccounts } from './0027-unit-accounts.ts'
import { ruleChanges } from './0028-rule-changes.ts'
import { unitMoves } from './0029-unit-moves.ts'
import { urgeAndSupervise } from './0030-urge-and-supervise.ts'
import { watchWords } from './0031-watch-words.ts'
import { ticketFiles } from './0032-ticket-files.ts'
import { conference } from './0033-conference.ts'
import { unitWords } from './0034-unit-words.ts'
import { gaps } from './0035-gaps.ts'
import { learnedNature } from './0036-learned-nature.ts'

/** Numbered, forward only, never edited after a release. */
export const migrations: Record<string, Migration> = {
  '0001-first-shape': firstShape,
  '0002-unanswered-messages': unansweredMessages,
  '0003-embeddings': embeddings,
  '0004-documents': documents,
  '0005-learned-wordings': learnedWordings,
  '0006-learning-indexes': learningIndexes,
  '0007-clocks': clocks,
  '0008-ticket-machine': ticketMachine,
  '0009-matter-learning': matterLearning,
  '0010-protection': protection,
  '0011-joint-cases': jointCases,
  '0013-metrics': metrics,
  '0014-sending': sending,
  '0015-ticket-lists': ticketLists,
  '0016-access': access,
  '0017-agent-desk': agentDesk,
  '0018-answered': answered,
  '0019-department-keys': departmentKeys,
  '0020-follow-ups': followUps,
  '0021-bad-ratings': badRatings,
  '0022-personal-data': personalData,
  '0023-retention': retention,
  '0024-ticket-search': ticketSearch,
  '0025-saved-views': savedViews,
  '0026-second-step': secondStep,
  '0027-unit-accounts': unitAccounts,
  '0028-rule-changes': ruleChanges,
  '0029-unit-moves': unitMoves,
  '0030-urge-and-supervise': urgeAndSupervise,
  '0031-watch-words': watchWords,
  '0032-ticket-files': ticketFiles,
  '0033-conference': conference,
  '0034-unit-words': unitWords,
  '0035-gaps': gaps,
  '0036-learned-nature': learnedNature,
}
