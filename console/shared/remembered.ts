import { type Ref, ref, watch } from 'vue'

/** A number kept on this computer, such as a pane's width; anything unreadable falls back. */
export const rememberedNumber = (name: string, fallback: number): Ref<number> => {
  const key = `yingsheng.${name}`
  const stored = Number(localStorage.getItem(key))
  const value = ref(Number.isFinite(stored) && stored > 0 ? stored : fallback)
  watch(value, (to) => localStorage.setItem(key, String(to)))
  return value
}
