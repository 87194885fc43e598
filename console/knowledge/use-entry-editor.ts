import { computed, type Ref, reactive, ref, watch } from 'vue'
import type { Entry, EntryEdit } from '../../src/contracts/entry.ts'
import { ApiFault, api, ask, faultWords } from '../api/client.ts'
import { useLoad } from '../shared/use-load.ts'
import { type EntryText, emptyText, findMistakes, isChanged, toEdit, toText } from './entry-form.ts'

/**
 * Editing one entry. What is typed is never replaced without being asked: a newer version by somebody else is
 * shown beside it (`conflict`), and the editor decides what to keep.
 */
export const useEntryEditor = (id: Readonly<Ref<string>>) => {
  const loaded = useLoad(() => ask(api.knowledge[':id'].$get({ param: { id: id.value } })))
  const text = reactive<EntryText>(emptyText())
  const base = ref<Entry | null>(null)
  const conflict = ref<Entry | null>(null)
  const busy = ref(false)
  const mistakes = ref<string[]>([])

  const start = (entry: Entry): void => {
    base.value = entry
    conflict.value = null
    mistakes.value = []
    Object.assign(text, toText(entry))
  }
  const changed = computed(() => base.value !== null && isChanged(text, base.value))

  watch(loaded.data, (detail) => {
    if (!detail) return
    const { entry } = detail
    if (base.value === null || base.value.id !== entry.id || !changed.value) start(entry)
    else if (entry.version > base.value.version) conflict.value = entry
  })

  /** Keeps what is typed and publishes it over the newer version next time. */
  const keepMine = (): void => {
    if (conflict.value) base.value = conflict.value
    conflict.value = null
    mistakes.value = []
  }
  /** Throws away what is typed and starts from the newer version. */
  const takeTheirs = (): void => {
    if (conflict.value) start(conflict.value)
  }

  /** Writes the next version. @returns its number, or null when it was not written; then the page says why. */
  const publish = async (state: EntryEdit['state'] = 'published'): Promise<number | null> => {
    if (!base.value || busy.value) return null
    mistakes.value = findMistakes(text, { state })
    if (mistakes.value.length > 0) return null
    busy.value = true
    try {
      const json = toEdit(text, base.value.version, state)
      const { entry } = await ask(api.knowledge[':id'].$put({ param: { id: id.value }, json }))
      start(entry)
      await loaded.reload()
      return entry.version
    } catch (error) {
      mistakes.value = [faultWords(error)]
      if (error instanceof ApiFault && error.code === 'conflict') await loaded.reload()
      return null
    } finally {
      busy.value = false
    }
  }

  return { loaded, text, base, conflict, busy, mistakes, changed, keepMine, takeTheirs, publish }
}
