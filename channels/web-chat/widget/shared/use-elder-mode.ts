import { ref, watchEffect } from 'vue'
import { safeStorage } from './safe-storage.ts'

const isElder = ref(safeStorage.read('elder') === '1')

/** 长辈版: larger type and larger targets on both pages, kept on this device. */
export const useElderMode = () => {
  watchEffect(() => document.documentElement.classList.toggle('elder', isElder.value))
  const toggle = () => {
    isElder.value = !isElder.value
    safeStorage.write('elder', isElder.value ? '1' : '0')
  }
  return { isElder, toggle }
}
