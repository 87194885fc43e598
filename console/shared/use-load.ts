import { type Ref, ref, shallowRef } from 'vue'
import { ApiFault, faultWords } from '../api/client.ts'

export type LoadState = 'loading' | 'ready' | 'failed' | 'forbidden' | 'missing'

/** Something that is fetched and fetched again. */
export type Loaded<T> = {
  data: Readonly<Ref<T | null>>
  state: Readonly<Ref<LoadState>>
  error: Readonly<Ref<string>>
  /** Fetches anew. What is shown stays until the answer is there; a late answer never replaces a newer one. */
  reload: () => Promise<void>
  /** Puts an answer in that came with an action, so that no second request is needed. */
  put: (data: T) => void
  /** Forgets what is shown, for when the question changes altogether. */
  clear: () => void
}

const stateOf = (error: unknown): LoadState => {
  if (!(error instanceof ApiFault)) return 'failed'
  if (error.code === 'forbidden') return 'forbidden'
  return error.code === 'not_found' ? 'missing' : 'failed'
}

/** Loads by `fetcher` when `reload` is called; keeps the four states every page must be able to show. */
export const useLoad = <T>(fetcher: () => Promise<T>): Loaded<T> => {
  const data = shallowRef<T | null>(null)
  const state = ref<LoadState>('loading')
  const error = ref('')
  let turn = 0

  const put = (value: T): void => {
    turn += 1
    data.value = value
    state.value = 'ready'
    error.value = ''
  }
  const reload = async (): Promise<void> => {
    turn += 1
    const mine = turn
    if (data.value === null) state.value = 'loading'
    try {
      const value = await fetcher()
      if (mine === turn) put(value)
    } catch (fault) {
      if (mine !== turn) return
      error.value = faultWords(fault)
      // A failed refresh leaves what was there readable; the page shows the words above it.
      if (data.value === null || stateOf(fault) !== 'failed') state.value = stateOf(fault)
    }
  }
  const clear = (): void => {
    turn += 1
    data.value = null
    state.value = 'loading'
    error.value = ''
  }
  return { data, state, error, reload, put, clear }
}
