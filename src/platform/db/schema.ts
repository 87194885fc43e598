import type { Kysely, Transaction } from 'kysely'
import type { AccessSchema } from './schema-access.ts'
import type { ConferenceSchema } from './schema-conference.ts'
import type { DeskSchema } from './schema-desk.ts'
import type { FileSchema } from './schema-files.ts'
import type { FollowUpSchema } from './schema-follow-up.ts'
import type { GapSchema } from './schema-gap.ts'
import type { MetricSchema } from './schema-metrics.ts'
import type { ProtectionSchema } from './schema-protection.ts'
import type { RatingSchema } from './schema-rating.ts'
import type { SearchSchema } from './schema-search.ts'
import type { SendingSchema } from './schema-sending.ts'

/**
 * Every table, in the three storage types both engines share: text, integer, real.
 * Instants are ISO-8601 UTC text, days are YYYY-MM-DD text, booleans are 0/1, JSON is text parsed by zod on read.
 */
export type Schema = AccessSchema &
  ConferenceSchema &
  DeskSchema &
  FileSchema &
  FollowUpSchema &
  GapSchema &
  MetricSchema &
  ProtectionSchema &
  SearchSchema &
  RatingSchema &
  SendingSchema & {
    counter: { name: string; value: number }
    event: {
      seq: number
      at: string
      type: string
      subject_type: string
      subject_id: string
      actor_kind: string
      actor_id: string
      data: string
    }
    job: {
      id: string
      type: string
      payload: string
      /** Deterministic key: a schedule or a reaction enqueued twice collides here and runs once. */
      unique_key: string
      state: 'queued' | 'running' | 'done' | 'failed'
      attempts: number
      max_attempts: number
      run_at: string
      locked_until: string | null
      last_error: string | null
      created_at: string
      finished_at: string | null
    }
    rule_set: {
      kind: string
      version: number
      content: string
      content_hash: string
      source: string
      effective_from: string
      created_at: string
      created_by: string
      /** What one decision changed in several kinds of rules shares this; empty for files. */
      change_id: string
      what: string
      why: string
      /** The change that this one took back; empty otherwise. */
      undoes: string
    }
    /** What went from a closed unit to the one that follows it, so that an undo moves back what nobody touched since. */
    unit_move: {
      id: string
      unit_id: string
      /** ticket, part, account, key. */
      kind: string
      subject_id: string
      /** Null: to the desk, because nobody follows. */
      to_unit: string | null
      /** The version of the ticket after the move; 0 for what has none. */
      version: number
      at: string
      undone_at: string | null
    }
    staff: {
      id: string
      login: string
      name: string
      password_hash: string | null
      roles: string
      department_id: string | null
      state: 'active' | 'disabled'
      created_at: string
    }
    staff_invite: {
      token_hash: string
      staff_id: string
      expires_at: string
      used_at: string | null
      created_at: string
    }
    login_attempt: { key: string; failures: number; locked_until: string | null; updated_at: string }
    citizen: { id: string; name: string; phone: string; created_at: string }
    citizen_identity: { channel: string; channel_user_id: string; citizen_id: string; created_at: string }
    conversation: {
      id: string
      channel: string
      channel_user_id: string
      citizen_id: string
      token_hash: string | null
      /** Who speaks for us: one owner at a time. `version` grows with every change of owner. */
      held_by: 'bot' | 'waiting' | 'agent' | 'ended'
      agent_id: string | null
      version: number
      wait_since: string | null
      wait_reason: string | null
      /** Why they wait, for the order of the queue: contracts' WaitKind. */
      wait_kind: string | null
      /** Whom the talk was handed to, while it waits for them. */
      wait_staff_id: string | null
      wait_team_id: string | null
      /** An agent's hold ends then unless their desk is heard of again; null while nobody holds it. */
      held_until: string | null
      held_since: string | null
      context: string
      created_at: string
      last_inbound_at: string | null
      last_message_at: string
      next_seq: number
    }
    message: {
      id: string
      conversation_id: string
      seq: number
      author: 'citizen' | 'bot' | 'agent' | 'system'
      staff_id: string | null
      text: string
      /** The Reply as JSON for everything we said; null for the citizen's own words. */
      reply: string | null
      attachments: string
      channel: string
      /** The channel's id of an inbound message, or our once-key of something said; unique with channel: only once. */
      channel_message_id: string | null
      /** The inbound message this answers: the same message id twice gives the same replies. */
      in_reply_to: string | null
      /** Inbound: when every reply to it was stored. Null after a crash in the middle: it is answered again. */
      answered_at: string | null
      at: string
    }
    outbox: {
      id: string
      message_id: string
      conversation_id: string
      channel: string
      state: 'queued' | 'sending' | 'sent' | 'failed' | 'refused'
      attempts: number
      next_try_at: string
      last_error: string | null
      locked_until: string | null
      created_at: string
      sent_at: string | null
    }
    answer_feedback: {
      id: string
      message_id: string
      conversation_id: string
      entry_id: string | null
      version: number | null
      verdict: 'useful' | 'useless' | 'wrong'
      comment: string
      at: string
    }
    entry: {
      id: string
      library: string
      kind: 'faq' | 'guide' | 'document'
      state: 'published' | 'draft' | 'retired'
      current_version: number
      /** Who wrote the current version: the files, a person, an import. A person's edit is never overwritten. */
      origin: 'file' | 'person' | 'import'
      file_hash: string | null
      updated_at: string
    }
    entry_version: {
      entry_id: string
      version: number
      question: string
      similar: string
      answer: string
      details: string
      basis: string
      category: string
      department: string
      scope: string
      valid_from: string | null
      valid_until: string | null
      review_on: string | null
      keywords: string
      related: string
      guide: string | null
      document: string | null
      source: string
      created_at: string
      created_by: string
      reason: string
    }
    /** Vectors of the semantic leg; `vector` is base64 of one signed byte a dimension. */
    embedding: {
      model: string
      content_hash: string
      dimensions: number
      vector: string
      created_at: string
    }
    /** A matter and what people made of it. `unit`: a department's id, or `district` for the district it happened in. Texts are redacted. */
    matter_example: {
      /** `ticket:ID` for a dispatcher's decision, `FILE:LINE` for history. */
      id: string
      source: 'history' | 'decision'
      title: string
      text: string
      category: string | null
      unit: string | null
      type: string | null
      urgency: string | null
      at: string
      by_staff: string | null
    }
    /** What was learned, as data: who trained it, when, on how many examples, how right it was on examples kept back. */
    learned_model: {
      kind: string
      version: number
      content: string
      /** Hash of what it was learned from: the same again needs no training. */
      learned_from: string
      examples: number
      figures: string
      created_at: string
      created_by: string
    }
    learned_wording: {
      entry_id: string
      /** The wording without signs and case: typed differently it is still the same. */
      wording_key: string
      wording: string
      state: 'proposed' | 'active' | 'vetoed'
      weight: number
      /** Distinct people for it, by kind, and citizens against it; counted anew from the evidence with every change. */
      citizens: number
      agents: number
      editors: number
      against: number
      first_at: string
      last_at: string
      active_since: string | null
      judged_by: string | null
      judged_at: string | null
    }
    /** One row for each person, wording and entry; a later word of the same person replaces the earlier one. */
    learned_evidence: {
      entry_id: string
      wording_key: string
      actor_key: string
      actor_kind: 'citizen' | 'agent' | 'editor'
      source: string
      at: string
    }
    /** Where a web talk began, so coarse that thousands of lines share one value. */
    talk_origin: { conversation_id: string; origin: string; at: string }
    ticket: {
      id: string
      number: string
      query_code_hash: string
      type: string
      category_id: string
      title: string
      matter: string
      wish: string
      place_text: string
      district_id: string | null
      happened_at: string
      citizen_id: string
      conversation_id: string | null
      channel: string
      contact_name: string
      contact_phone: string
      confidential: number
      urgency: string
      state: string
      lead_department_id: string | null
      co_department_ids: string
      /** Units called to the newest conference; they see the ticket while it lasts. */
      invited_unit_ids: string
      /** The Routing as decided at opening, or when the desk put an unsent ticket into another category (advice), kept apart from what people decided later. */
      routing: string
      catalogue_line_id: string | null
      handler_id: string | null
      return_count: number
      opened_at: string
      dispatched_at: string | null
      sign_due_at: string | null
      signed_at: string | null
      first_due_at: string | null
      due_at: string | null
      due_text: string | null
      policy_id: string | null
      replied_at: string | null
      public_reply: string | null
      closed_at: string | null
      solved: string | null
      satisfied: number | null
      /** When the present state must have been left, where neither signing nor the whole ticket binds. */
      step_due_at: string | null
      /** Until when the unit may ask to return it. */
      return_due_at: string | null
      /** Since when the clock of the whole ticket stands still. */
      paused_at: string | null
      /** What the unit wrote, until it is published. */
      draft_reply: string | null
      draft_by: string | null
      /** Why it ended without a reply: reason code of a referral or termination. */
      outcome_code: string | null
      designated: number
      extension_count: number
      suspension_count: number
      /** Parts of co-handlers and lower units that are not reported yet. */
      open_parts: number
      supervised: number
      supervise_level: string
      /** Kept by the clocks, as `due_at` is: null when no such clock runs. */
      supervise_due_at: string | null
      supervise_answered_at: string | null
      urge_count: number
      urged_at: string | null
      urge_due_at: string | null
      repeat_of: string | null
      /** Listed words in what it tells, joined by 、; empty = none. */
      watch_words: string
      master_id: string | null
      joined_count: number
      version: number
      /** The worst warning of the clocks that run: green, yellow, orange, red; kept by the clocks, never by a move. */
      warn_level: string
      /** How far up the ladder a clock that is past has gone; empty = nowhere. */
      escalated_to: string
    }
    /** One run of one clock of a ticket. Kept for ever: rates are counted from it. */
    ticket_clock: {
      ticket_id: string
      stage: string
      /** 1, 2, …: a ticket that is sent out again is signed against a new clock. */
      run: number
      /** Who owes it when it started; null = the hotline. */
      department_id: string | null
      started_at: string
      /** When its time really began: the opening of the first counted day, or the start itself. */
      counts_from: string
      first_due_at: string
      due_at: string
      due_text: string
      policy_id: string
      /** The version of the policy table, 0 = the city's files, before anything was imported. */
      policy_version: number
      amount: number
      unit: string
      ends: string
      /** A year without a holiday plan was counted: the due time follows when the plan is imported. */
      is_provisional: number
      paused_at: string | null
      pause_reason: string
      /** Length of all pauses that are over, natural minutes. */
      paused_minutes: number
      extended: number
      /** Grows when the due time is put off: its warnings count anew. */
      term: number
      /** The next instant at which a warning is due; null while paused or stopped, or when none is left. */
      next_alert_at: string | null
      stopped_at: string | null
      /** met, late, dropped. */
      stopped_why: string
    }
    /** A warning that was given: the key makes each happen once. */
    clock_alert: {
      ticket_id: string
      stage: string
      run: number
      term: number
      /** yellow, orange, red, or the step of the ladder. */
      level: string
      department_id: string | null
      due_at: string
      /** When it was due to be given, and when it was. */
      due_to_fire_at: string
      at: string
    }
    /** Which version of the deadline policies and of the calendar is in force; the hash names the content. */
    clock_rules_head: { kind: string; version: number; content_hash: string }
    deadline_policy: {
      version: number
      /** The order in the file: between equals the first wins. */
      position: number
      id: string
      stage: string
      type: string
      category: string | null
      urgency: string
      channel: string | null
      region: string | null
      amount: number
      unit: string
      starts: string | null
      ends: string | null
      effective_from: string
      effective_until: string | null
      basis: string
    }
    /** Every import of the policy table, with the warnings that came with it. */
    deadline_policy_set: {
      version: number
      label: string
      warnings: string
      content_hash: string
      source: 'file' | 'person'
      created_at: string
      created_by: string
    }
    /** The plan of a year, each import a new version. */
    calendar_year: {
      year: number
      version: number
      plan: string
      content_hash: string
      source: 'file' | 'person'
      created_at: string
      created_by: string
    }
    /** What a co-handler (协办) or lower unit (下级) does for the lead, and its report. */
    ticket_part: {
      ticket_id: string
      seq: number
      kind: string
      department_id: string | null
      unit_name: string
      task: string
      state: string
      asked_at: string
      due_at: string
      report: string | null
      ended_at: string | null
    }
    ticket_step: {
      ticket_id: string
      seq: number
      at: string
      action: string
      from_state: string
      to_state: string
      actor_kind: string
      actor_id: string
      actor_name: string
      /** What the citizen may read; empty = the step is not shown to them. */
      public_text: string
      internal_note: string
      data: string
    }
    /** One row per accepted request with an idempotency key: the same key again changes nothing. */
    action_key: { key: string; ticket_id: string; at: string }
  }

export type Database = Kysely<Schema>
/** What repositories take first: the database or the transaction of the use-case. */
export type Db = Kysely<Schema> | Transaction<Schema>
