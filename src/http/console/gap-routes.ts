import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../contracts/errors.ts'
import { type Gap, GapState } from '../../contracts/gap.ts'
import { openGaps } from '../../feedback/gaps/list-gaps.ts'
import { addGapToEntry, setGapAside } from '../../feedback/gaps/settle-gap.ts'
import type { Desk } from '../../intake/desk.ts'
import { tryMessage } from '../../intake/try-message.ts'
import { findEntry } from '../../knowledge-base/entry-repository.ts'
import { LIMITS } from '../../platform/limits.ts'
import { validated } from '../validated.ts'
import { findByMeaning } from './find-knowledge.ts'
import { may, type StaffEnv } from './signed-in.ts'

type GapDesk = Desk & { refreshEntry(entryId: string): Promise<void> }

/** Each of a page is searched for: what comes nearest is told as the base stands now. */
const PAGE_SIZE = 20
const NEAREST_SHOWN = 3
/** Less likely than this is chance. */
const NEAREST_AT = 0.02

export const gapIds = z.array(z.string().min(1).max(64)).max(LIMITS.gapsRead)
const Ids = z.object({ ids: gapIds.min(1) })
const Page = z.object({
  state: GapState.default('open'),
  page: z.coerce.number().int().min(1).max(100).default(1),
})
const Similar = Ids.extend({
  entryId: z.string().min(1).max(200),
  basedOn: z.number().int().positive(),
  wording: z.string().trim().min(2, '问法至少2个字').max(100, '问法最多100字'),
})

const titleOf = async (desk: Desk, id: string | null) => {
  const entry = id === null ? null : await findEntry(desk.db, id)
  return entry && { id: entry.id, question: entry.question }
}

const present = async (desk: Desk, gap: Gap) => {
  const near = await findByMeaning(desk, gap.wording || gap.question)
  return {
    ...gap,
    answeredFrom: await titleOf(desk, gap.answeredFrom),
    settled: gap.settled && { ...gap.settled, entry: await titleOf(desk, gap.settled.entryId) },
    nearest: near
      .filter(({ score }) => (score ?? 0) >= NEAREST_AT)
      .slice(0, NEAREST_SHOWN)
      .map(({ id, question, answer, version, departmentName, score }) => ({
        ...{ id, question, answer, version, departmentName, confidence: score ?? 0 },
      })),
  }
}

/** Questions that were not answered, for those who can change that: listed, added to an entry, made an entry of, set aside. */
export const gapRoutes = (desk: GapDesk) => {
  const list = openGaps(desk)
  return new Hono<StaffEnv>()
    .get('/gaps', may('entry.publish'), validated('query', Page), async (c) => {
      const { state, page } = c.req.valid('query')
      const all = await list()
      const count = (of: GapState): number => all.filter((gap) => gap.state === of).length
      const of = all.filter((gap) => gap.state === state)
      const from = (page - 1) * PAGE_SIZE
      const rows = await Promise.all(of.slice(from, from + PAGE_SIZE).map((gap) => present(desk, gap)))
      return c.json({
        rows,
        total: of.length,
        pageSize: PAGE_SIZE,
        days: LIMITS.gapMs / 86_400_000,
        counts: { open: count('open'), aside: count('aside'), done: count('done') },
      })
    })
    .get('/gaps/:id', may('entry.publish'), async (c) => {
      const gap = (await list()).find(({ ids }) => ids.includes(c.req.param('id')))
      if (!gap) throw new AppError('not_found', '这个问题已经不在了：会话可能已按保存期限删除。')
      return c.json({ gap: await present(desk, gap) })
    })
    .post(
      '/gaps/aside',
      may('entry.publish'),
      validated('json', Ids.extend({ reason: z.string().trim().min(2, '请写一句为什么放到一边').max(200) })),
      async (c) => {
        const { ids, reason } = c.req.valid('json')
        await setGapAside(desk, c.get('member'), ids, reason)
        return c.json({ ok: true })
      },
    )
    .post('/gaps/reopen', may('entry.publish'), validated('json', Ids), async (c) => {
      await setGapAside(desk, c.get('member'), c.req.valid('json').ids, null)
      return c.json({ ok: true })
    })
    .post('/gaps/similar', may('entry.publish'), validated('json', Similar), async (c) => {
      const asked = c.req.valid('json')
      await addGapToEntry(desk, c.get('member'), asked)
      await desk.refreshEntry(asked.entryId)
      const { becomes, entryIds } = await tryMessage(desk, asked.wording)
      return c.json({ becomes, isAnswered: becomes === 'answer' && entryIds.includes(asked.entryId) })
    })
}
