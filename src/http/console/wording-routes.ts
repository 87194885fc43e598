import { Hono } from 'hono'
import { z } from 'zod'
import { SensitiveWordFile, TemplateFile } from '../../contracts/knowledge-file.ts'
import { faultInText, putWording, removeWording } from '../../dispatch/wordings/edit-wordings.ts'
import { countWord } from '../../dispatch/wordings/word-effect-repository.ts'
import type { Desk } from '../../intake/desk.ts'
import { readRuleInForce } from '../../knowledge-base/read-rules.ts'
import { isoAfter } from '../../platform/clock.ts'
import { newId } from '../../platform/id.ts'
import { CITIZEN_TEXTS, fillText } from '../../tickets/citizen-texts.ts'
import { validated } from '../validated.ts'
import { Why } from './catalogue-routes.ts'
import { may, type StaffEnv } from './signed-in.ts'

type RulesDesk = Desk & { refreshRules(): Promise<void> }
const seen = z.number().int().positive()
const Text = z.object({ text: TemplateFile.shape.text, why: Why, seen })
const Word = z.object({
  name: z.string().trim().min(1, '请写词').max(30),
  kind: SensitiveWordFile.shape.kind,
  advice: z.string().trim().max(100).default(''),
  why: Why,
  seen,
})
const Remove = z.object({ why: Why, seen })
const EXAMPLES: Record<string, string> = {
  单位: '市城管局',
  时间: '11月27日(周五)18:00',
  时限: '投诉 5 个工作日，11月23日(周一)起算，11月27日(周五)18:00前',
  理由: '配件要从厂家订',
  要补充的: '路灯杆上的编号',
  情况: '昨晚又不亮了',
  天数: '7',
}
/** How far back a word is looked for. */
const BACK_MS = 30 * 24 * 60 * 60 * 1000
const WORD_KINDS = { watch: '要盯的词', reply: '答复里不写的词', abuse: '辱骂的词' } as const

const show = async (desk: Desk) => {
  const templates = await readRuleInForce(desk.db, 'templates')
  const words = await readRuleInForce(desk.db, 'sensitiveWords')
  return {
    templates: templates.version,
    words: words.version,
    texts: Object.entries(CITIZEN_TEXTS).map(([id, text]) => {
      const own = templates.content.find((t) => t.id === `text-${id}`)
      return {
        id: `text-${id}`,
        ...text,
        text: own?.text ?? text.text,
        standard: text.text,
        isOwn: own !== undefined,
      }
    }),
    sensitive: words.content.map((word) => ({ ...word, kindLabel: WORD_KINDS[word.kind] })),
  }
}

const nameOfText = (id: string): string =>
  Object.entries(CITIZEN_TEXTS).find(([key]) => `text-${key}` === id)?.[1].name ?? id

const templateRoutes = (desk: RulesDesk) =>
  new Hono<StaffEnv>()
    .put('/wordings/texts/:id', may('city-rules.change'), validated('json', Text), async (c) => {
      const { text, why, seen } = c.req.valid('json')
      const id = c.req.param('id')
      const edit = { what: `改“${nameOfText(id)}”告诉诉求人的话`, why, seen, by: c.get('member').id }
      const version = await putWording(desk, 'templates', { id, name: nameOfText(id), text }, edit)
      await desk.refreshRules()
      return c.json({ version })
    })
    .post('/wordings/:id/remove', may('city-rules.change'), validated('json', Remove), async (c) => {
      const edit = {
        ...c.req.valid('json'),
        what: `“${nameOfText(c.req.param('id'))}”恢复标准说法`,
        by: c.get('member').id,
      }
      const version = await removeWording(desk, 'templates', c.req.param('id'), edit)
      await desk.refreshRules()
      return c.json({ version })
    })

const wordRoutes = (desk: RulesDesk) => {
  const put = async (by: string, id: string, given: z.infer<typeof Word>, verb: string) => {
    const { why, seen, ...word } = given
    const what = `${verb}敏感词“${word.name}”`
    const version = await putWording(desk, 'sensitiveWords', { id, ...word }, { what, why, by, seen })
    await desk.refreshRules()
    return { id, version }
  }
  return new Hono<StaffEnv>()
    .post('/sensitive-words', may('city-rules.change'), validated('json', Word), async (c) =>
      c.json(await put(c.get('member').id, `word-${newId().toLowerCase()}`, c.req.valid('json'), '加')),
    )
    .put('/sensitive-words/:id', may('city-rules.change'), validated('json', Word), async (c) =>
      c.json(await put(c.get('member').id, c.req.param('id'), c.req.valid('json'), '改')),
    )
    .post('/sensitive-words/:id/remove', may('city-rules.change'), validated('json', Remove), async (c) => {
      const edit = { ...c.req.valid('json'), what: '去掉一个敏感词', by: c.get('member').id }
      const version = await removeWording(desk, 'sensitiveWords', c.req.param('id'), edit)
      await desk.refreshRules()
      return c.json({ version })
    })
}

/** What citizens are told, and the words that are looked out for: read, previewed, changed. */
export const wordingRoutes = (desk: RulesDesk) =>
  new Hono<StaffEnv>()
    .get('/wordings', may('city-rules.read'), async (c) => c.json(await show(desk)))
    .post(
      '/wordings/preview',
      may('city-rules.read'),
      validated('json', z.object({ id: z.string().max(60), text: z.string().max(2000) })),
      (c) => {
        const { id, text } = c.req.valid('json')
        return c.json({ fault: faultInText(id, text), shown: fillText(text, EXAMPLES) })
      },
    )
    .post(
      '/sensitive-words/preview',
      may('city-rules.read'),
      validated('json', Word.pick({ name: true, kind: true })),
      async (c) =>
        c.json(await countWord(desk.db, desk.engine, c.req.valid('json'), isoAfter(desk.clock, -BACK_MS))),
    )
    .route('/', templateRoutes(desk))
    .route('/', wordRoutes(desk))
