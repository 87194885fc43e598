import { Hono } from 'hono'
import { z } from 'zod'
import type { ChannelId, ChannelRule } from '../../contracts/channel-rules.ts'
import { countOpenOfLines } from '../../dispatch/catalogue/effect-repository.ts'
import { sayDifference } from '../../dispatch/catalogue/say-difference.ts'
import { undoRuleChange } from '../../dispatch/catalogue/undo-rule-change.ts'
import { readTraffic } from '../../dispatch/channels/edit-channel.ts'
import { fillChannel, sayChannelUndo } from '../../dispatch/channels/say-channel.ts'
import { settleUnits } from '../../dispatch/units/settle-units.ts'
import { listUnitMoves } from '../../dispatch/units/unit-repository.ts'
import type { Desk } from '../../intake/desk.ts'
import { findLaterEdits, previewUndo, readChange } from '../../knowledge-base/change-rules.ts'
import { MANAGED_KINDS } from '../../knowledge-base/rule-items.ts'
import { isUndone, listRuleHistory } from '../../knowledge-base/rule-set-repository.ts'
import { LIMITS } from '../../platform/limits.ts'
import { mustBeAllowed } from '../../staff/policy.ts'
import { sayConcerned, sayRights, weighRoles } from '../../staff/roles/weigh-roles.ts'
import { listStaff } from '../../staff/staff-repository.ts'
import { validated } from '../validated.ts'
import { Why } from './catalogue-routes.ts'
import { may, type StaffEnv } from './signed-in.ts'

type RulesDesk = Desk & { refreshRules(): Promise<void> }
const Kinds = z.object({
  kinds: z
    .string()
    .max(200)
    .transform((list) => MANAGED_KINDS.filter((kind) => list.split(',').includes(kind)))
    .refine((list) => list.length > 0, '请说明看哪一类的历史'),
})
/** Differences shown of one change; an import of thousands says how many more there are. */
const SHOWN_MAX = 200

/** What is taken back needs the right it was done with: with a unit that was closed, accounts move again. */
const undoRightOf = (rules: readonly { kind: string }[]) => {
  if (rules.some(({ kind }) => kind === 'roles')) return 'roles.change'
  return rules.some(({ kind }) => kind === 'departments') ? 'staff.manage' : 'city-rules.change'
}

type Differences = Awaited<ReturnType<typeof readChange>>['differences']

/** What taking a change back would do, in the words of what was changed. */
const sayUndo = async (desk: Desk, id: string, differences: Differences): Promise<string> => {
  const units = differences.flatMap(({ kind, id, before, after }) =>
    kind === 'departments' && !isClosed(before) && isClosed(after) ? [id] : [],
  )
  if (units.length > 0) {
    const back = { tickets: 0, accounts: 0 }
    for (const unit of units)
      for (const move of await listUnitMoves(desk.db, unit, LIMITS.pageSize * 20))
        back[move.kind === 'ticket' || move.kind === 'part' ? 'tickets' : 'accounts'] += 1
    return `撤销后单位恢复，目录恢复到改动之前；转走的工单和协办 ${back.tickets} 件里，之后没有人动过的转回来，动过的由现在的单位接着办；账号和密钥 ${back.accounts} 个也转回来。`
  }
  if (differences.every(({ kind }) => kind === 'roles')) return sayRolesUndo(desk, id)
  if (differences.every(({ kind }) => kind === 'city'))
    return '撤销后恢复到改动之前的期限，从下一个夜里起算；已经删掉的找不回来。'
  const [channel] = differences
  if (channel && differences.every(({ kind }) => kind === 'channels')) {
    const [before, after] = [channel.before, channel.after].map((piece) => fillChannel(channel.id, piece))
    const traffic = await readTraffic(desk, channel.id as ChannelId)
    return sayChannelUndo(before as ChannelRule, after as ChannelRule, traffic)
  }
  const lines = differences.flatMap((d) => (d.kind === 'catalogue' && d.id !== '' ? [d.id] : []))
  const open = await countOpenOfLines(desk.db, lines)
  return `撤销后恢复到改动之前，只管以后的工单；按这些目录派出、还没办结的 ${open} 件不会改派。`
}

/** Who would have what again, who would not, and what speaks against it. */
const sayRolesUndo = async (desk: Desk, id: string): Promise<string> => {
  const { before, after } = await previewUndo(desk.db, id, 'roles')
  const effect = await weighRoles(desk.db, before, after)
  const against = effect.refusals.map((refusal) => `现在不能撤销：${refusal}`)
  const said = `撤销后：${sayRights(effect.changes)}；${sayConcerned(effect)}。`
  return [said, ...effect.warnings, ...against].join('')
}

const isClosed = (piece: unknown): boolean =>
  (piece as { closedOn?: string } | undefined)?.closedOn !== undefined

/** Who changed which rules when and why, what exactly, and taking it back. */
export const ruleHistoryRoutes = (desk: RulesDesk) =>
  new Hono<StaffEnv>()
    .get('/rule-changes', may('city-rules.read'), validated('query', Kinds), async (c) => {
      const rows = await listRuleHistory(desk.db, c.req.valid('query').kinds, LIMITS.pageSize)
      const people = new Map((await listStaff(desk.db, LIMITS.pageSize * 20)).map((s) => [s.id, s.name]))
      const undone = new Set(rows.map((row) => row.undoes).filter((id) => id !== ''))
      return c.json({
        rows: rows
          .filter(
            (row, at) => row.changeId === '' || rows.findIndex((r) => r.changeId === row.changeId) === at,
          )
          .map(({ kind, version, source, at, by, changeId, what, why, undoes }) => ({
            ...{ kind, version, source, at, changeId, what, why },
            by: source === 'file' ? '城市文件' : (people.get(by) ?? by),
            isUndo: undoes !== '',
            isUndone: undone.has(changeId),
          })),
      })
    })
    .get('/rule-changes/:id', may('city-rules.read'), async (c) => {
      const id = c.req.param('id')
      const { rules, differences } = await readChange(desk.db, id)
      return c.json({
        what: rules[0]?.what ?? '',
        differences: differences.slice(0, SHOWN_MAX).map((d) => sayDifference(desk.rules, d)),
        total: differences.length,
        laterEdits: await findLaterEdits(desk.db, id),
        isUndone: await isUndone(desk.db, id),
        undoRight: undoRightOf(rules),
        undoes: await sayUndo(desk, id, differences),
      })
    })
    .post(
      '/rule-changes/:id/undo',
      may('city-rules.change'),
      validated('json', z.object({ why: Why })),
      async (c) => {
        const { rules } = await readChange(desk.db, c.req.param('id'))
        mustBeAllowed(desk.rules, c.get('member'), undoRightOf(rules))
        const asked = { undoes: c.req.param('id'), why: c.req.valid('json').why, by: c.get('member').id }
        const done = await undoRuleChange(desk, asked)
        await desk.refreshRules()
        // A unit opened again gets back what nobody touched since.
        const moved = await settleUnits(desk)
        return c.json({ ...done, moved })
      },
    )
