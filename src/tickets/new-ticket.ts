import type { Schema } from '../platform/db/schema.ts'

/** What is told at an opening, or given to it. */
export type Told = Pick<
  Schema['ticket'],
  | 'id'
  | 'number'
  | 'query_code_hash'
  | 'type'
  | 'category_id'
  | 'title'
  | 'matter'
  | 'wish'
  | 'place_text'
  | 'district_id'
  | 'happened_at'
  | 'citizen_id'
  | 'conversation_id'
  | 'channel'
  | 'contact_name'
  | 'contact_phone'
  | 'confidential'
  | 'urgency'
  | 'routing'
  | 'catalogue_line_id'
  | 'opened_at'
  | 'repeat_of'
  | 'watch_words'
>

/**
 * The row of a ticket to which nothing has happened yet. One literal with every column: an object that is copied and then grows by twenty
 * properties cost more than all the statements of an opening (`docs/ticket-speed.md`).
 */
export const newTicketRow = (told: Told): Schema['ticket'] => ({
  id: told.id,
  number: told.number,
  query_code_hash: told.query_code_hash,
  type: told.type,
  category_id: told.category_id,
  title: told.title,
  matter: told.matter,
  wish: told.wish,
  place_text: told.place_text,
  district_id: told.district_id,
  happened_at: told.happened_at,
  citizen_id: told.citizen_id,
  conversation_id: told.conversation_id,
  channel: told.channel,
  contact_name: told.contact_name,
  contact_phone: told.contact_phone,
  confidential: told.confidential,
  urgency: told.urgency,
  routing: told.routing,
  catalogue_line_id: told.catalogue_line_id,
  opened_at: told.opened_at,
  repeat_of: told.repeat_of,
  watch_words: told.watch_words,
  state: 'submitted',
  lead_department_id: null,
  co_department_ids: '[]',
  invited_unit_ids: '[]',
  handler_id: null,
  return_count: 0,
  dispatched_at: null,
  sign_due_at: null,
  signed_at: null,
  first_due_at: null,
  due_at: null,
  due_text: null,
  policy_id: null,
  replied_at: null,
  public_reply: null,
  closed_at: null,
  solved: null,
  satisfied: null,
  step_due_at: null,
  return_due_at: null,
  paused_at: null,
  draft_reply: null,
  draft_by: null,
  outcome_code: null,
  designated: 0,
  extension_count: 0,
  suspension_count: 0,
  open_parts: 0,
  supervised: 0,
  supervise_level: '',
  supervise_due_at: null,
  supervise_answered_at: null,
  urge_count: 0,
  urged_at: null,
  urge_due_at: null,
  master_id: null,
  joined_count: 0,
  version: 1,
  warn_level: 'green',
  escalated_to: '',
})
