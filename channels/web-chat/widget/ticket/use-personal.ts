import { ref, shallowRef } from 'vue'
import type { PersonalStanding } from '../../../../src/contracts/personal.ts'
import { api, type Correction } from '../shared/api.ts'
import { sentenceOf } from './use-ticket.ts'

const FILE_ENDS = { json: 'json', txt: 'txt' } as const

/** Hands a file to the browser. */
const save = (blob: Blob, name: string): void => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** A citizen's own data on one ticket. Every action answers with a sentence when it did not work. */
export const usePersonal = (of: { number: string; code: string }) => {
  const standing = shallowRef<PersonalStanding | null>(null)
  const tail = ref('')
  const isBusy = ref(false)

  const run = async (action: () => Promise<PersonalStanding | null>): Promise<string | null> => {
    isBusy.value = true
    try {
      const now = await action()
      if (now) standing.value = now
      return null
    } catch (error) {
      return sentenceOf(error)
    } finally {
      isBusy.value = false
    }
  }
  const proof = () => ({ code: of.code, tail: tail.value.trim() })
  return {
    standing,
    tail,
    isBusy,
    load: () => run(() => api.personal(of.number, of.code)),
    take: (as: 'json' | 'txt') =>
      run(async () => {
        save(
          await api.exportPersonal(of.number, { ...proof(), as }),
          `12345工单${of.number}.${FILE_ENDS[as]}`,
        )
        return null
      }),
    correct: (correction: Correction) => run(() => api.correct(of.number, { ...proof(), ...correction })),
    erase: (reason: string) => run(() => api.askErasure(of.number, { ...proof(), reason })),
  }
}
