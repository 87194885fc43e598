import { type Ref, ref } from 'vue'
import { useRouter } from 'vue-router'
import { useHotkeys } from '../shell/hotkeys.ts'

type Rows = {
  rows: Readonly<Ref<readonly { number: string }[]>>
  /** Called at the last row: the next page. */
  fetchMore: () => Promise<unknown>
  /** The id of the field that / leads to; none where nothing can be looked for. */
  searchId?: string
}

/** A list of tickets by keyboard: J and K choose, Enter opens, / leads to its search. `chosen` is the row, from 0. */
export const useRowKeys = ({ rows, fetchMore, searchId }: Rows) => {
  const router = useRouter()
  const chosen = ref(0)
  const open = (number: string | undefined): void => {
    if (number) void router.push({ name: 'ticket', params: { number } })
  }
  const move = (by: number): void => {
    chosen.value = Math.max(0, Math.min(rows.value.length - 1, chosen.value + by))
    if (chosen.value === rows.value.length - 1) void fetchMore()
  }
  useHotkeys([
    { key: 'j', label: '下一件', run: () => move(1) },
    { key: 'k', label: '上一件', run: () => move(-1) },
    { key: 'Enter', label: '打开选中的工单', run: () => open(rows.value[chosen.value]?.number) },
    ...(searchId ? [{ key: '/', label: '查找', run: () => document.getElementById(searchId)?.focus() }] : []),
  ])
  return { chosen, open }
}
