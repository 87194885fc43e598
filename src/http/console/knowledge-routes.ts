import { Hono } from 'hono'
import { z } from 'zod'
import { EntryEdit, NewEntry } from '../../contracts/entry.ts'
import { AppError } from '../../contracts/errors.ts'
import { makeEntry } from '../../feedback/gaps/settle-gap.ts'
import type { Desk } from '../../intake/desk.ts'
import { lookUp } from '../../intake/look-up.ts'
import { tryMessage } from '../../intake/try-message.ts'
import { findEntry, listVersions } from '../../knowledge-base/entry-repository.ts'
import { publishVersion } from '../../knowledge-base/publish-version.ts'
import { openBranches } from '../../tickets/rules-now.ts'
import { validated } from '../validated.ts'
import { findKnowledge, shortName } from './find-knowledge.ts'
import { gapIds } from './gap-routes.ts'
import { listCategoryChoices } from './list-category-choices.ts'
import { findNear, presentNear } from './near-entries.ts'
import { may, type StaffEnv } from './signed-in.ts'

const Search = z.object({ q: z.string().max(200).default('') })
const Try = z.object({ text: z.string().trim().min(1, '请先写一句话').max(500) })

const Near = z.object({
  wordings: z.array(z.string().trim().min(1).max(300)).min(1).max(60),
  except: z.string().max(200).default(''),
})

type Edge = { refreshEntry(entryId: string): Promise<void> }

export const knowledgeRoutes = (desk: Desk, edge: Edge) =>
  new Hono<StaffEnv>()
    .get('/knowledge', may('entry.read'), validated('query', Search), async (c) =>
      c.json({ rows: await findKnowledge(desk, c.req.valid('query').q.trim()) }),
    )
    .post('/knowledge/try', may('entry.read'), validated('json', Try), async (c) => {
      const { text } = c.req.valid('json')
      const meaning = desk.understand(text, desk.clock.now())
      const { decision, hits } = await lookUp(desk, meaning)
      const { becomes } = await tryMessage(desk, text)
      return c.json({
        becomes,
        decision: decision.kind,
        confidence: decision.confidence,
        intent: meaning.intent,
        reading: desk.read(meaning),
        hits: hits.slice(0, 5).map((h) => ({
          entryId: h.entryId,
          question: h.question,
          confidence: h.confidence,
          matchedWording: h.matchedWording,
          why: h.why.map((w) => ({ name: w.name, weight: w.weight, note: w.note ?? null })),
        })),
      })
    })
    .get('/knowledge/choices', may('entry.publish'), (c) =>
      c.json({ categories: listCategoryChoices(openBranches(desk.rules)) }),
    )
    .post('/knowledge/near', may('entry.publish'), validated('json', Near), async (c) => {
      const { wordings, except } = c.req.valid('json')
      const near = await findNear(desk, wordings, except)
      return c.json({ rows: await presentNear(desk, near) })
    })
    .post(
      '/knowledge',
      may('entry.publish'),
      validated('json', NewEntry.extend({ gapIds: gapIds.default([]) })),
      async (c) => {
        const { gapIds: ids, ...words } = c.req.valid('json')
        const entry = await makeEntry(desk, c.get('member'), words, ids)
        await edge.refreshEntry(entry.id)
        return c.json({ entry })
      },
    )
    .get('/knowledge/:id', may('entry.read'), async (c) => {
      const entry = await findEntry(desk.db, c.req.param('id'))
      if (!entry) throw new AppError('not_found', '没有找到这条知识。')
      const versions = await listVersions(desk.db, entry.id)
      return c.json({
        entry,
        departmentName: shortName(desk, entry.department),
        versions: versions.map((v) => ({
          version: v.version,
          updatedAt: v.updatedAt,
          updatedBy: v.updatedBy,
          reason: v.reason,
          question: v.question,
          answer: v.answer,
        })),
      })
    })
    .put('/knowledge/:id', may('entry.publish'), validated('json', EntryEdit), async (c) => {
      const entry = await publishVersion(desk, c.get('member'), c.req.param('id'), c.req.valid('json'))
      // This process answers from the new version at once; the others follow the event log.
      await edge.refreshEntry(entry.id)
      return c.json({ entry })
    })
