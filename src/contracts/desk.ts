import { z } from 'zod'

/** What became of a contact (话后小结): one code for each, counted by metrics. */
export const WRAP_UP_CODES = [
  'answered',
  'ticket',
  'progress',
  'referred',
  'passed_back',
  'dropped',
  'invalid',
  'abuse',
] as const
export const WrapUpCode = z.enum(WRAP_UP_CODES)
export type WrapUpCode = z.infer<typeof WrapUpCode>

/** Kinds of abuse of staff: insult 辱骂, threat 威胁, sexual 性骚扰, harassment 反复骚扰. */
export const AbuseKind = z.enum(['insult', 'threat', 'sexual', 'harassment'])
export type AbuseKind = z.infer<typeof AbuseKind>

const StepText = z.string().trim().min(1, '回话和便笺的每一步都要写内容').max(2000, '每一步最多 2000 字')

/** One step of a macro (一键多步), carried out in order; a refusal stops it and says which step. */
export const MacroStep = z.discriminatedUnion('do', [
  z.object({ do: z.literal('reply'), text: StepText }),
  z.object({ do: z.literal('note'), text: StepText }),
  z.object({ do: z.literal('file') }),
  z.object({ do: z.literal('end'), code: WrapUpCode }),
])
export type MacroStep = z.infer<typeof MacroStep>

/** Words in canned replies that are filled from the talk: 称呼, 工单号, 承办单位, 时限. */
export const REPLY_VARIABLES = ['citizen', 'number', 'department', 'due'] as const
export type ReplyVariable = (typeof REPLY_VARIABLES)[number]
/** A variable that was not filled: such words are never sent. */
export const UNFILLED = /\{\{\s*\w+\s*\}\}/
