import { computed, shallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { api, ask, faultWords } from '../../api/client.ts'
import type { TicketRow } from '../../api/types.ts'
import { useLoad } from '../../shared/use-load.ts'

/** What a search may ask for; the address of the page is exactly this, so that it can be kept and passed on. */
export const FILTERS = [
  'q',
  'place',
  'state',
  'unit',
  'category',
  'district',
  'type',
  'colour',
  'from',
  'to',
] as const
export type Filter = (typeof FILTERS)[number]
export type Asked = Partial<Record<Filter, string>>

type Query = Parameters<(typeof api)['ticket-search']['$get']>[0]['query']

/** The search the address asks for, its pages one after another. */
export const useSearch = () => {
  const route = useRoute()
  const router = useRouter()
  const asked = computed<Asked>(() =>
    Object.fromEntries(
      FILTERS.flatMap((name) => {
        const value = route.query[name]
        return typeof value === 'string' && value !== '' ? [[name, value]] : []
      }),
    ),
  )
  const go = (change: Asked): void => {
    const next = Object.fromEntries(
      Object.entries({ ...asked.value, ...change }).filter(([, value]) => value),
    )
    void router.replace({ query: next })
  }
  const goTo = (query: string): void => {
    void router.replace({ query: Object.fromEntries(new URLSearchParams(query)) })
  }

  const more = shallowRef<TicketRow[]>([])
  const next = shallowRef<number | null>(null)
  const moreFault = shallowRef('')
  const isFetching = shallowRef(false)
  let turn = 0
  const list = useLoad(async () => {
    const mine = ++turn
    const first = await ask(api['ticket-search'].$get({ query: asked.value as Query }))
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
      const query = { ...asked.value, after: next.value } as Query
      const page = await ask(api['ticket-search'].$get({ query }))
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
  const rows = computed<TicketRow[]>(() => [...(list.data.value?.rows ?? []), ...more.value])
  return { asked, go, goTo, list, rows, next, fetchMore, isFetching, moreFault }
}
