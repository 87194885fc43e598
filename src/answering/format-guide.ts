import type { GuideFieldName } from '../contracts/decision.ts'
import type { GuideFields } from '../contracts/knowledge-file.ts'
import type { GuideChip } from '../contracts/message.ts'

/** The fields of a guide as people call them, in the order they are asked for. */
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

const numbered = (lines: readonly string[]): string =>
  lines.length === 1 ? (lines[0] ?? '') : lines.map((line, i) => `${i + 1}. ${line}`).join('\n')

/** One field of a guide as text that can be read aloud. */
export const formatGuideField = (guide: GuideFields, field: GuideFieldName): string => {
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
}

/** All fields of a guide as chips that open in place. */
export const guideChips = (guide: GuideFields): GuideChip[] =>
  (Object.keys(GUIDE_LABELS) as GuideFieldName[]).map((field) => ({
    field,
    label: GUIDE_LABELS[field],
    text: formatGuideField(guide, field),
  }))
