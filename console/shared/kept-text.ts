import { type Ref, ref, watch } from 'vue'

const PREFIX = 'yingsheng.typed.'

/**
 * Words being typed, kept for this tab: a closed form, a slip of the finger or a lost connection must not cost somebody their sentence.
 * Not kept longer than the tab: desks are shared. `forget` after they are sent.
 */
export const keptText = (name: string, fallback = ''): { text: Ref<string>; forget: () => void } => {
  const key = `${PREFIX}${name}`
  const text = ref(window.sessionStorage.getItem(key) ?? fallback)
  watch(text, (now) => {
    if (now === fallback) window.sessionStorage.removeItem(key)
    else window.sessionStorage.setItem(key, now)
  })
  return { text, forget: () => window.sessionStorage.removeItem(key) }
}
