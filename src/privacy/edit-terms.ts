import { AppError } from '../contracts/errors.ts'
import { RetentionFile } from '../contracts/knowledge-file.ts'
import { changeRules, readToChange } from '../knowledge-base/change-rules.ts'
import { isoNow } from '../platform/clock.ts'
import { newId } from '../platform/id.ts'
import { KEPT_KINDS, type KeepingDesk, type KeptKind, labelOfKept, previewKeeping } from './keeping.ts'

/** Logs the law names a shortest term for: days, and where it stands. */
const LEAST: Partial<Record<KeptKind, { days: number; law: string }>> = {
  signIns: { days: 180, law: '《网络安全法》第二十一条：不少于六个月' },
  access: { days: 1095, law: '《网络数据安全管理条例》第十二条：不少于三年' },
}

/** What stands in the way of these terms, one sentence; null = nothing. */
const refusalOf = (terms: RetentionFile): string | null => {
  for (const kind of KEPT_KINDS) {
    const least = LEAST[kind]
    if (least && terms[kind].days < least.days)
      return `${labelOfKept(kind)}至少保存 ${least.days} 天（${least.law}）。`
  }
  return null
}

/** What the next run would erase under other terms, beside what it would erase now; nothing is changed. */
export const previewTerms = async (
  desk: KeepingDesk,
  terms: RetentionFile,
): Promise<{
  refusal: string | null
  kinds: { kind: KeptKind; label: string; daysNow: number; days: number; dueNow: number; due: number }[]
}> => {
  const now = await previewKeeping(desk)
  const city = { ...desk.rules.city, retention: terms }
  const then = await previewKeeping({ ...desk, rules: { ...desk.rules, city } })
  const changed = now.flatMap((kept, at) => {
    const other = then[at]
    if (!other || (other.days === kept.days && other.basis === kept.basis)) return []
    const { kind, label, days: daysNow, due: dueNow } = kept
    return [{ kind, label, daysNow, days: other.days, dueNow, due: other.due }]
  })
  return { refusal: refusalOf(terms), kinds: changed }
}

/**
 * Sets how long what is kept, from the next nightly run on; an undo in the history brings the old terms back, not what was erased meanwhile.
 * @throws AppError invalid_request below what the law asks for or where nothing changes; conflict when they were changed since they were read.
 */
export const changeTerms = (
  desk: KeepingDesk,
  terms: RetentionFile,
  edit: { why: string; by: string; seen: number },
): Promise<{ version: number }> =>
  desk.db.transaction().execute(async (tx) => {
    const refusal = refusalOf(terms)
    if (refusal) throw new AppError('invalid_request', refusal)
    const { version, content } = await readToChange(tx, 'city')
    if (version !== edit.seen)
      throw new AppError('conflict', '城市规则刚被别人改过，没有保存。请刷新看看再定。')
    const said = KEPT_KINDS.flatMap((kind) => {
      const [was, is] = [content.retention[kind], terms[kind]]
      if (was.days !== is.days) return [`${labelOfKept(kind)} ${was.days} → ${is.days} 天`]
      return was.basis === is.basis ? [] : [`${labelOfKept(kind)}的依据`]
    })
    if (said.length === 0) throw new AppError('invalid_request', '期限和依据都没有改。')
    const change = {
      changeId: newId(),
      what: `保存期限：${said.join('；')}`,
      why: edit.why.trim(),
      by: edit.by,
      at: isoNow(desk.clock),
    }
    const retention = RetentionFile.parse(terms)
    return {
      version: await changeRules(tx, 'city', change, (items) =>
        new Map(items).set('', { ...(items.get('') as object), retention }),
      ),
    }
  })
