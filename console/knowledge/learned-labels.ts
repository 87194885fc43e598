import type { LearnedRow } from '../api/types.ts'

export const WORDING_STATES: Record<LearnedRow['state'], string> = {
  active: '已采用',
  proposed: '待确认',
  vetoed: '已否决',
}

/** Who stands behind a wording, in words: "3 位市民确认、1 位坐席引用;1 位说不是". */
export const peopleBehind = (
  row: Pick<LearnedRow, 'citizens' | 'agents' | 'editors' | 'against' | 'byTicket'>,
): string => {
  const behind = [
    row.citizens > 0 ? `${row.citizens} 位市民确认` : '',
    row.agents > 0 ? `${row.agents} 位坐席引用` : '',
    row.editors > 0 ? `${row.editors} 位编辑采用` : '',
  ].filter(Boolean)
  const against = row.against > 0 ? `${row.against} 位市民说不是` : ''
  const byTicket = row.byTicket > 0 ? `（其中 ${row.byTicket} 位来自办结的工单）` : ''
  return [(behind.join('、') || '没有人确认') + byTicket, against].filter(Boolean).join('；')
}
