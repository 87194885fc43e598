import { computed, reactive, ref, shallowRef, watch } from 'vue'
import type { Entry } from '../../src/contracts/entry.ts'
import { ApiFault, api, ask, faultWords } from '../api/client.ts'
import type { EntryNear } from '../api/types.ts'
import { keptText } from '../shared/kept-text.ts'
import { type EntryText, emptyText, findMistakes, toWords } from './entry-form.ts'

const TYPING_PAUSE_MS = 500
const EMPTY = JSON.stringify(emptyText())

const restore = (kept: string): EntryText => {
  try {
    return { ...emptyText(), ...(JSON.parse(kept) as Partial<EntryText>) }
  } catch {
    return emptyText()
  }
}

/**
 * Writing a new entry. What is typed is kept for this tab until the entry is there; `gap` is the question it answers, where there is one,
 * and has its own. While the question is written, near entries are looked for.
 */
export const useNewEntry = (gap: string) => {
  const kept = keptText(`new-entry.${gap}`, EMPTY)
  const wasKept = ref(kept.text.value !== EMPTY)
  const text = reactive<EntryText>(restore(kept.text.value))
  watch(text, (now) => {
    kept.text.value = JSON.stringify(now)
  })
  const begun = computed(() => JSON.stringify(text) !== EMPTY)
  const start = (words: Partial<EntryText>): void => void Object.assign(text, emptyText(), words)

  const near = shallowRef<EntryNear[]>([])
  const isLooking = ref(false)
  const wordings = computed(() =>
    [text.question, ...text.similar.split('\n')].map((one) => one.trim()).filter((one) => one.length > 1),
  )
  let timer: number | undefined
  let turn = 0
  const look = async (): Promise<void> => {
    turn += 1
    const mine = turn
    if (wordings.value.length === 0) {
      near.value = []
      return
    }
    isLooking.value = true
    const json = { wordings: wordings.value.slice(0, 51), except: '' }
    const found = await ask(api.knowledge.near.$post({ json })).catch(() => null)
    if (mine !== turn) return
    isLooking.value = false
    if (found) near.value = found.rows
  }
  watch(
    wordings,
    (now, before) => {
      if (before && now.join('\n') === before.join('\n')) return
      window.clearTimeout(timer)
      timer = window.setTimeout(() => void look(), TYPING_PAUSE_MS)
    },
    { immediate: true },
  )

  const busy = ref(false)
  const mistakes = ref<string[]>([])
  /** The entry that already asks this, where the server knows one. */
  const same = ref('')
  /** Makes the entry. @returns it, or null when it was not made; then the page says why, and everything typed is still there. */
  const make = async (state: 'published' | 'draft', gapIds: string[]): Promise<Entry | null> => {
    if (busy.value) return null
    same.value = ''
    mistakes.value = findMistakes(text, { state, isNew: true })
    if (mistakes.value.length > 0) return null
    busy.value = true
    try {
      const { entry } = await ask(api.knowledge.$post({ json: { ...toWords(text), state, gapIds } }))
      Object.assign(text, emptyText())
      kept.forget()
      return entry
    } catch (error) {
      mistakes.value = [faultWords(error)]
      if (error instanceof ApiFault && error.code === 'conflict')
        same.value = (error.details as { entryId?: string } | undefined)?.entryId ?? ''
      return null
    } finally {
      busy.value = false
    }
  }
  return {
    text,
    begun,
    wasKept,
    start,
    near,
    look,
    isLooking,
    isAsked: computed(() => wordings.value.length > 0),
    busy,
    mistakes,
    same,
    make,
  }
}
