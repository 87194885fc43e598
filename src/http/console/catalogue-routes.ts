import { Hono } from 'hono'
import { z } from 'zod'
import type { CatalogueLineFile } from '../../contracts/knowledge-file.ts'
import { checkLine, sayLine } from '../../dispatch/catalogue/check-line.ts'
import { addLine, editLine, retireLine } from '../../dispatch/catalogue/edit-catalogue.ts'
import { countOpenOfCategory, countOpenOfLines } from '../../dispatch/catalogue/effect-repository.ts'
import { checkImport, importCatalogue, tableOf } from '../../dispatch/catalogue/import-catalogue.ts'
import { setThreshold, tryThresholds } from '../../dispatch/catalogue/set-threshold.ts'
import { DISTRICT } from '../../dispatch/note-decision.ts'
import type { Desk } from '../../intake/desk.ts'
import { readRuleInForce } from '../../knowledge-base/read-rules.ts'
import { LIMITS } from '../../platform/limits.ts'
import { nameCategory, nameDepartment } from '../../tickets/name-department.ts'
import { openBranches } from '../../tickets/rules-now.ts'
import { sendTable } from '../send-table.ts'
import { validated } from '../validated.ts'
import { listCategoryChoices } from './list-category-choices.ts'
import { may, type StaffEnv } from './signed-in.ts'

type RulesDesk = Desk & { refreshRules(): Promise<void> }

const unit = z.string().min(1, '请选主办单位').max(60)
const words = z.array(z.string().trim().min(1).max(40)).max(60)
export const Why = z.string().trim().min(2, '请写一句为什么改，以后的人看得懂').max(300)
const Line = z.object({
  category: z.string().min(2, '请选事项分类').max(10),
  place: z.string().max(60).optional(),
  when: words.default([]),
  lead: unit,
  co: z.array(unit).max(10).default([]),
  duty: z.string().trim().max(500).optional(),
  basis: z.string().trim().min(2, '请写依据').max(500),
})
const seen = z.number().int().positive()
const Filter = z.object({
  q: z.string().trim().max(100).default(''),
  category: z.string().max(10).default(''),
  department: z.string().max(60).default(''),
  page: z.coerce.number().int().min(1).max(1000).default(1),
})
const Table = z.object({ content: z.base64('文件没有传完整，请再选一次') })

const asLine = (body: z.infer<typeof Line>) => {
  const { place, duty, ...rest } = body
  return { ...rest, ...(place ? { place } : {}), ...(duty ? { duty } : {}) }
}

const present = (desk: Desk, line: CatalogueLineFile) => ({
  id: line.id,
  category: line.category,
  categoryName: nameCategory(desk.rules, line.category),
  place: line.place ?? null,
  placeName: desk.rules.city.districts.find((d) => d.id === line.place)?.name ?? null,
  when: line.when,
  lead: line.lead,
  leadName: line.lead === DISTRICT ? '事发地所在区县' : nameDepartment(desk.rules, line.lead),
  co: line.co,
  coNames: line.co.map((id) => (id === DISTRICT ? '区县' : nameDepartment(desk.rules, id))),
  duty: line.duty ?? '',
  basis: line.basis,
})

const matches = (line: ReturnType<typeof present>, f: z.infer<typeof Filter>): boolean => {
  const inCategory =
    f.category === '' || line.category === f.category || line.category.startsWith(`${f.category}-`)
  const hasUnit = f.department === '' || line.lead === f.department || line.co.includes(f.department)
  const text = [line.id, line.categoryName, line.when.join(' '), line.leadName, line.duty, line.basis].join(
    ' ',
  )
  return inCategory && hasUnit && f.q.split(/\s+/).every((word) => text.includes(word))
}

const readRoutes = (desk: RulesDesk) =>
  new Hono<StaffEnv>()
    .get('/catalogue', may('city-rules.read'), validated('query', Filter), async (c) => {
      const f = c.req.valid('query')
      const { version, content } = await readRuleInForce(desk.db, 'catalogue')
      const rows = content.lines.map((line) => present(desk, line)).filter((line) => matches(line, f))
      const from = (f.page - 1) * LIMITS.pageSize
      return c.json({
        version,
        total: rows.length,
        all: content.lines.length,
        pageSize: LIMITS.pageSize,
        rows: rows.slice(from, from + LIMITS.pageSize),
      })
    })
    .get('/catalogue/choices', may('city-rules.read'), (c) =>
      c.json({
        categories: listCategoryChoices(openBranches(desk.rules)),
        places: desk.rules.city.districts.map(({ id, name }) => ({ id, name })),
      }),
    )
    .get(
      '/catalogue/export',
      may('city-rules.read'),
      validated('query', z.object({ as: z.enum(['csv', 'xlsx']).default('xlsx') })),
      async (c) => {
        const { version, content } = await readRuleInForce(desk.db, 'catalogue')
        const rows = tableOf(desk.rules, content.lines)
        return sendTable(rows, c.req.valid('query').as, `职责目录 第${version}版`)
      },
    )

const editRoutes = (desk: RulesDesk) =>
  new Hono<StaffEnv>()
    .post(
      '/catalogue/check',
      may('city-rules.change'),
      validated('json', z.object({ id: z.string().max(60).nullable(), line: Line })),
      async (c) => {
        const { id, line: body } = c.req.valid('json')
        const line = asLine(body)
        const { content } = await readRuleInForce(desk.db, 'catalogue')
        const others = content.lines.filter((other) => other.id !== id)
        return c.json({
          says: sayLine(desk.rules, line),
          wrong: checkLine(desk.rules, line, others),
          lines: others.filter((other) => other.category === line.category).length,
          openByLine: await countOpenOfLines(desk.db, id ? [id] : []),
          ofCategory: await countOpenOfCategory(desk.db, line.category),
        })
      },
    )
    .post(
      '/catalogue',
      may('city-rules.change'),
      validated('json', z.object({ line: Line, why: Why, seen })),
      async (c) => {
        const { line, why, seen: version } = c.req.valid('json')
        const edit = { why, seen: version, by: c.get('member').id }
        const made = await addLine(desk, asLine(line), edit)
        await desk.refreshRules()
        return c.json(made)
      },
    )
    .put(
      '/catalogue/:id',
      may('city-rules.change'),
      validated('json', z.object({ line: Line, why: Why, seen })),
      async (c) => {
        const { line, why, seen: version } = c.req.valid('json')
        const edit = { why, seen: version, by: c.get('member').id }
        const made = await editLine(desk, c.req.param('id'), asLine(line), edit)
        await desk.refreshRules()
        return c.json(made)
      },
    )
    .post(
      '/catalogue/:id/retire',
      may('city-rules.change'),
      validated('json', z.object({ why: Why, seen })),
      async (c) => {
        const body = c.req.valid('json')
        const made = await retireLine(desk, c.req.param('id'), { ...body, by: c.get('member').id })
        await desk.refreshRules()
        return c.json(made)
      },
    )

const importRoutes = (desk: RulesDesk) =>
  new Hono<StaffEnv>()
    .post('/catalogue/import/check', may('city-rules.change'), validated('json', Table), async (c) => {
      const { version, rows } = await checkImport(desk, Buffer.from(c.req.valid('json').content, 'base64'))
      const count = (does: string) => rows.filter((row) => row.does === does).length
      return c.json({
        version,
        added: count('add'),
        changed: count('change'),
        same: count('same'),
        wrong: rows
          .filter((row) => row.does === 'wrong')
          .map(({ line, cells, wrong }) => ({ line, cells, wrong })),
        openByLines: await countOpenOfLines(
          desk.db,
          rows.flatMap((row) => (row.does === 'change' && row.result ? [row.result.id] : [])),
        ),
      })
    })
    .post(
      '/catalogue/import',
      may('city-rules.change'),
      validated('json', Table.extend({ onlyRight: z.boolean().default(false), why: Why, seen })),
      async (c) => {
        const { content, onlyRight, why, seen: version } = c.req.valid('json')
        const done = await importCatalogue(desk, {
          bytes: Buffer.from(content, 'base64'),
          ...{ onlyRight, why, seen: version, by: c.get('member').id },
        })
        await desk.refreshRules()
        return c.json(done)
      },
    )

const thresholdRoutes = (desk: RulesDesk) =>
  new Hono<StaffEnv>()
    .get('/dispatch-threshold', may('city-rules.read'), async (c) => {
      const { version, content } = await readRuleInForce(desk.db, 'dispatch')
      return c.json({ version, threshold: content.threshold, ...(await tryThresholds(desk.db, desk.rules)) })
    })
    .put(
      '/dispatch-threshold',
      may('city-rules.change'),
      validated(
        'json',
        z.object({
          threshold: z.number('请填 0.5 到 1 之间的数').min(0.5, '最低 0.5').max(1, '最高 1，就是全部由人派'),
          why: Why,
          seen,
        }),
      ),
      async (c) => {
        const { threshold, why, seen: version } = c.req.valid('json')
        const done = await setThreshold(desk, threshold, { why, seen: version, by: c.get('member').id })
        await desk.refreshRules()
        return c.json(done)
      },
    )

/** The dispatch catalogue and the threshold above which it sends by itself: read, tried, changed, imported. */
export const catalogueRoutes = (desk: RulesDesk) =>
  new Hono<StaffEnv>()
    .route('/', readRoutes(desk))
    .route('/', importRoutes(desk))
    .route('/', editRoutes(desk))
    .route('/', thresholdRoutes(desk))
