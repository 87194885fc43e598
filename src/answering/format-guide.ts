import type { GuideFieldName } from '../contracts/decision.ts'
import type { GuideFields } from '../contracts/knowledge-file.ts'
import type { GuideChip } from '../contracts/message.ts'

/** The fields of a guide as people call them. */
export const GUIDE_LABELS: Record<GuideFieldName, string> = {
  materials: '材料',
  timeLimit: '时限',
  fee: '费用',
  place: '地点',
  hours: '时间',
  phone: '电话',
  steps: '流程',
  conditions: '条件',
  online: '网上办',
}
/** The order in which chips stand: as they are asked for. */
const CHIP_ORDER = Object.keys(GUIDE_LABELS) as GuideFieldName[]
/** What an editor writes where nothing is known yet. */
const NOTHING_KNOWN = /^(?:无|暂无|未知|待定|待补充|不详|[—–-]+)[。.]?$/

const numbered = (lines: readonly string[]): string =>
  lines.length === 1 ? (lines[0] ?? '') : lines.map((line, i) => `${i + 1}. ${line}`).join('\n')

/** One field of a guide as text that can be read aloud; empty where the guide does not know it. */
export const formatGuideField = (guide: GuideFields, field: GuideFieldName): string => {
  const text = ((): string => {
    switch (field) {
      case 'materials':
        return numbered(guide.materials.map((m) => (m.note ? `${m.name}(${m.note})` : m.name)))
      case 'steps':
        return numbered(guide.steps)
      case 'conditions':
        return numbered(guide.conditions)
      default:
        return guide[field]
    }
  })()
  // A guide may say "无" of its conditions; of a phone or a place that means nobody wrote it down.
  const mayBeNone = field === 'materials' || field === 'conditions' || field === 'steps' || field === 'fee'
  return !mayBeNone && NOTHING_KNOWN.test(text.trim()) ? '' : text
}

/** The fields of a guide as chips that open in place, without those already told. */
export const guideChips = (guide: GuideFields, told: readonly GuideFieldName[] = []): GuideChip[] =>
  CHIP_ORDER.filter((field) => !told.includes(field))
    .map((field) => ({ field, label: GUIDE_LABELS[field], text: formatGuideField(guide, field) }))
    .filter(({ text }) => text !== '')
