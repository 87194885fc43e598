import { type ComputedRef, computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export type Tab<Name extends string = string> = { readonly name: Name; readonly label: string }

/** The tab of a page as its address names it (`/:tab?`), the first where it names none, and the way to another. */
export const useTab = <Name extends string>(
  page: string,
  tabs: readonly [Tab<Name>, ...Tab<Name>[]],
): { tab: ComputedRef<Name>; go: (name: string | number) => void } => {
  const route = useRoute()
  const router = useRouter()
  return {
    tab: computed(() => tabs.find((t) => t.name === route.params.tab)?.name ?? tabs[0].name),
    go: (name) => void router.replace({ name: page, params: { tab: String(name) } }),
  }
}
