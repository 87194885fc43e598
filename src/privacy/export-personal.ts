import type { CityRules } from '../contracts/city-rules.ts'
import type { PersonalExport } from '../contracts/personal.ts'
import type { Clock } from '../contracts/ports.ts'
import { listWords } from '../conversations/list-words.ts'
import { isoNow } from '../platform/clock.ts'
import type { Db } from '../platform/db/schema.ts'
import { listFilesOf } from '../tickets/files/file-repository.ts'
import { nameCategory, nameDepartment } from '../tickets/name-department.ts'
import { presentTimeline } from '../tickets/present-timeline.ts'
import { countLooks } from '../tickets/protection/access-repository.ts'
import { listContactChanges } from '../tickets/protection/personal-repository.ts'
import { STATE_LABELS, TYPE_LABELS } from '../tickets/state-labels.ts'
import { listSteps } from '../tickets/step-repository.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { standOfPersonal } from './personal-standing.ts'

const BY: Record<string, string> = { citizen: '您', bot: '智能助手', agent: '人工坐席', system: '系统' }
const FIELDS: Record<string, string> = { name: '姓名', phone: '电话', place: '地点' }

/** Everything that is kept about a ticket and the talk it came from, for the person it is about (PIPL 45). Names of staff and internal notes are not theirs. */
export const exportPersonal = async (
  desk: { db: Db; clock: Clock; rules: CityRules },
  ticket: Ticket,
): Promise<PersonalExport> => {
  const { db, rules } = desk
  const standing = await standOfPersonal(db, rules, ticket)
  const words = ticket.conversationId === null ? [] : await listWords(db, ticket.conversationId)
  const units = [...new Set([ticket.leadDepartmentId, ...ticket.coDepartmentIds])].filter((id) => id !== null)
  return {
    madeAt: isoNow(desk.clock),
    city: rules.city.name,
    ticket: {
      number: ticket.number,
      state: STATE_LABELS[ticket.state],
      type: TYPE_LABELS[ticket.type],
      category: nameCategory(rules, ticket.categoryId),
      title: ticket.title,
      matter: ticket.matter,
      wish: ticket.wish,
      place: ticket.placeText,
      happenedAt: ticket.happenedAt,
      channel: ticket.channel,
      openedAt: ticket.openedAt,
      closedAt: ticket.closedAt,
      name: ticket.contactName,
      phone: ticket.contactPhone,
      confidential: ticket.confidential,
      reply: ticket.publicReply,
      solved: ticket.solved,
      satisfied: ticket.satisfied,
    },
    corrections: (await listContactChanges(db, ticket.id)).map((change) => ({
      at: change.at,
      what: FIELDS[change.field] ?? change.field,
      from: change.old_value,
      to: change.new_value,
    })),
    progress: presentTimeline(rules, await listSteps(db, ticket.id)).map(({ at, by, title, text }) => ({
      at,
      by,
      title,
      text,
    })),
    talk: words.map(({ at, author, text }) => ({ at, by: BY[author] ?? author, text })),
    files: (await listFilesOf(db, ticket.id))
      .filter((file) => file.actorKind === 'citizen')
      .map(({ at, kind, name }) => ({ at, kind: kind === 'image' ? '照片' : '文件', name })),
    units: units.map((id) => nameDepartment(rules, id)),
    looks: await countLooks(db, ticket.id),
    kept: standing.kept,
    erasure: standing.erasure,
  }
}

const list = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', `【${title}】`, ...lines]

/** The same as a text anybody can read. Instants are shown in the city's time. */
export const sayPersonal = (rules: CityRules, data: PersonalExport): string => {
  const at = (iso: string | null): string =>
    iso === null
      ? '—'
      : new Date(iso).toLocaleString('zh-CN', { timeZone: rules.calendar.timezone, hour12: false })
  const { ticket: t } = data
  const facts = [
    ['工单号', t.number],
    ['现在', t.state],
    ['类型', `${t.type} · ${t.category}`],
    ['提交', at(t.openedAt)],
    ['办结', at(t.closedAt)],
    ['姓名', t.name || '没有留'],
    ['电话', t.phone || '没有留'],
    ['保密', t.confidential ? '是，承办单位看不到姓名和电话' : '否'],
    ['地点', t.place],
    ['内容', t.matter],
    ['希望', t.wish],
    ['答复', t.reply ?? '还没有'],
  ].filter(([, value]) => value)
  return [
    `${data.city}12345热线：您的信息`,
    `导出时间 ${at(data.madeAt)}。这份文件里有您的姓名和电话，请自己保管好。`,
    ...list(
      '工单',
      facts.map(([label, value]) => `${label}：${value}`),
    ),
    ...list(
      '更正过的内容',
      data.corrections.map((c) => `${at(c.at)} ${c.what}：${c.from || '没有'} → ${c.to || '不留'}`),
    ),
    ...list(
      '办理经过',
      data.progress.map((p) => `${at(p.at)} ${p.by} ${p.title}：${p.text}`),
    ),
    ...list(
      '提交时的对话',
      data.talk.map((m) => `${at(m.at)} ${m.by}：${m.text}`),
    ),
    ...list(
      '您发来的照片和文件（在查询页能看、能保存）',
      data.files.map((f) => `${at(f.at)} ${f.kind} ${f.name}`),
    ),
    ...list('转给过哪些单位', data.units),
    ...list('工作人员查看过几次', [`${data.looks} 次，每次都有记录`]),
    ...list(
      '保存多久',
      data.kept.map((k) => `${k.what}：${k.until}`),
    ),
    '',
  ].join('\n')
}
