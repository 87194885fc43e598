import { ElMessage } from 'element-plus'
import { type Ref, ref } from 'vue'
import { faultWords } from '../api/client.ts'

/** One thing a person can do; runs once at a time. */
export type Action = {
  busy: Readonly<Ref<boolean>>
  /** Runs the work and says `done` in a line when it succeeded. @returns whether it did; refusals are shown as is. */
  run: (work: () => Promise<unknown>, done?: string) => Promise<boolean>
}

/** A guard around writes: no double click, the server's words on refusal, a short line on success. */
export const useAction = (): Action => {
  const busy = ref(false)
  const run = async (work: () => Promise<unknown>, done?: string): Promise<boolean> => {
    if (busy.value) return false
    busy.value = true
    try {
      await work()
      if (done) ElMessage({ message: done, type: 'success', duration: 4000 })
      return true
    } catch (error) {
      ElMessage({ message: faultWords(error), type: 'error', duration: 8000, showClose: true })
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, run }
}
