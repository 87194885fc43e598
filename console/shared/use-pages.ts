import { computed, shallowRef } from 'vue'
import { faultWords } from '../api/client.ts'
import { useLoad } from './use-load.ts'

/** One answer of a list that comes in pages: its rows, and where the next page begins. */
type Page<Row, At> = { rows: readonly Row[]; next: At | null }

/** A list that goes on: the first page loads like anything else, the others are put behind it. */
export const usePages = <Row, At, P extends Page<Row, At>>(
  fetcher: (after: At | null) => Promise<P & Page<Row, At>>,
) => {
  const more = shallowRef<Row[]>([])
  const next = shallowRef<At | null>(null)
  const moreFault = shallowRef('')
  const isFetching = shallowRef(false)
  let turn = 0
  const list = useLoad(async () => {
    const mine = ++turn
    const first = await fetcher(null)
    if (mine === turn) {
      more.value = []
      next.value = first.next
      moreFault.value = ''
    }
    return first
  })
  const fetchMore = async (): Promise<void> => {
    if (next.value === null || isFetching.value) return
    const mine = turn
    isFetching.value = true
    try {
      const page = await fetcher(next.value)
      if (mine !== turn) return
      more.value = [...more.value, ...page.rows]
      next.value = page.next
      moreFault.value = ''
    } catch (fault) {
      if (mine === turn) moreFault.value = faultWords(fault)
    } finally {
      isFetching.value = false
    }
  }
  const rows = computed<Row[]>(() => [...(list.data.value?.rows ?? []), ...more.value])
  return { list, rows, next, fetchMore, isFetching, moreFault }
}
