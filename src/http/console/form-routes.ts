import { Hono } from 'hono'
import { z } from 'zod'
import type { ReplyVariable } from '../../contracts/desk.ts'
import { DraftLine } from '../../contracts/message.ts'
import { findConversation } from '../../conversations/conversation-repository.ts'
import type { Desk } from '../../intake/desk.ts'
import { linesOf } from '../../intake/draft/show-draft.ts'
import { fileTicket } from '../../intake/form/file-ticket.ts'
import { correctField, readTalkForm, type TalkForm } from '../../intake/form/talk-form.ts'
import { nameDepartment } from '../../tickets/name-department.ts'
import { openBranches } from '../../tickets/rules-now.ts'
import { listTicketsOfConversation } from '../../tickets/ticket-repository.ts'
import { validated } from '../validated.ts'
import { readerOf } from './hide-talk.ts'
import { presentHistory, presentLike } from './present-caller.ts'
import { nameStaff } from './present-talk.ts'
import { may, type StaffEnv } from './signed-in.ts'

const Correction = z.object({
  field: DraftLine.shape.field,
  /** Null: no longer by hand, it follows the talk again. */
  value: z.string().max(4500, '最多 4500 字').nullable(),
})
const File = z.object({ key: z.string().min(1).max(100) })

const presentForm = async (desk: Desk, form: TalkForm) => {
  const fields = await Promise.all(
    linesOf(form.draft, desk.rules).map(async (line) => {
      const edit = form.edits[line.field]
      return {
        ...line,
        source: edit ? null : (form.sources[line.field] ?? null),
        byHand: edit ? await nameStaff(desk, edit.staffId) : null,
      }
    }),
  )
  const { departmentId, why, score } = form.routing
  return {
    fields,
    type: form.draft.type,
    categoryId: form.draft.categoryId,
    confidential: form.draft.confidential,
    urgency: form.draft.urgency,
    canFile: form.draft.matter.length >= 2,
    goesTo: departmentId === null ? null : nameDepartment(desk.rules, departmentId),
    goesWhy: why,
    goesScore: score,
  }
}

const OF_PERSON: readonly string[] = ['name', 'phone']

/** A field as somebody sees it who may not know whose it is. */
const hideField = <T extends { field: string; value: string; source: { quote: string } | null }>(
  line: T,
  hide: (text: string) => string,
): T => ({
  ...line,
  value: OF_PERSON.includes(line.field) ? '保密' : hide(line.value),
  source: line.source && { ...line.source, quote: hide(line.source.quote) },
})

/** What fills the variables of canned replies: from the form, and from the ticket filed in this talk last. */
const variablesOf = async (
  desk: Desk,
  id: string,
  form: TalkForm,
): Promise<Record<ReplyVariable, string | null>> => {
  const ticket = (await listTicketsOfConversation(desk.db, id, 1))[0]
  const unit = ticket?.leadDepartmentId ?? null
  return {
    citizen: form.draft.contactName || null,
    number: ticket?.number ?? null,
    department: unit === null ? null : nameDepartment(desk.rules, unit),
    due: ticket?.dueText ?? null,
  }
}

/** The form that writes itself, and what stands beside it: tickets like it, the caller's history. */
export const formRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/conversations/:id/form', may('conversation.read'), async (c) => {
      const id = c.req.param('id')
      const form = await readTalkForm(desk, desk.db, id)
      const talk = await findConversation(desk.db, id)
      const reader = talk && (await readerOf(desk, c.get('member'), talk))
      // Who wrote a confidential ticket would stand in the form, and their other matters beside it.
      const phone = reader?.isHidden ? '' : form.draft.contactPhone
      const presented = await presentForm(desk, form)
      const variables = await variablesOf(desk, id, form)
      return c.json({
        form: reader?.isHidden
          ? { ...presented, fields: presented.fields.map((field) => hideField(field, reader.hide)) }
          : presented,
        like: await presentLike(desk, form),
        history: talk && (await presentHistory(desk, talk, phone)),
        variables: reader?.isHidden ? { ...variables, citizen: null } : variables,
      })
    })
    .put('/conversations/:id/form', may('conversation.answer'), validated('json', Correction), async (c) => {
      const { field, value } = c.req.valid('json')
      await correctField(desk, c.get('member'), c.req.param('id'), field, value)
      return c.json({ ok: true as const })
    })
    .post('/conversations/:id/ticket', may('conversation.answer'), validated('json', File), async (c) =>
      c.json(await fileTicket(desk, c.get('member'), c.req.param('id'), c.req.valid('json').key)),
    )
    .get('/desk/categories', may('conversation.list'), (c) =>
      c.json({
        rows: openBranches(desk.rules).flatMap((parent) =>
          parent.children.map((leaf) => ({ id: leaf.id, name: `${parent.name} / ${leaf.name}` })),
        ),
      }),
    )
