import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { api, ask } from '../../api/client.ts'
import { usePages } from '../../shared/use-pages.ts'

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

  const pages = usePages((after: number | null) =>
    ask(
      api['ticket-search'].$get({ query: { ...asked.value, ...(after === null ? {} : { after }) } as Query }),
    ),
  )
  return { asked, go, goTo, ...pages }
}
