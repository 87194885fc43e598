import { computed, ref } from 'vue'
import { api, ask } from '../api/client.ts'

type Choices = {
  districts: { id: string; name: string }[]
  categories: { id: string; name: string; children: { id: string; name: string }[] }[]
}

/** The colours of the clock, in words. */
export const COLOURS = [
  { value: 'red', label: '红灯（超期）' },
  { value: 'orange', label: '橙灯' },
  { value: 'yellow', label: '黄灯' },
  { value: 'green', label: '正常' },
] as const

/** What lists of tickets are narrowed by: the city's categories and districts, read once they are wanted. */
export const useChoices = () => {
  const choices = ref<Choices>({ districts: [], categories: [] })
  const isKnown = ref(true)
  const read = async (): Promise<void> => {
    try {
      choices.value = await ask(api['ticket-search'].choices.$get())
      isKnown.value = true
    } catch {
      isKnown.value = false
    }
  }
  const categories = computed(() =>
    choices.value.categories.flatMap((branch) => [
      { value: branch.id, label: `${branch.name}（全部）` },
      ...branch.children.map((leaf) => ({ value: leaf.id, label: `${branch.name} / ${leaf.name}` })),
    ]),
  )
  const districts = computed(() =>
    choices.value.districts.map(({ id, name }) => ({ value: id, label: name })),
  )
  const missing = computed(() => (isKnown.value ? '没有这一项' : '没有读取成功，请刷新页面'))
  return { read, categories, districts, missing, isKnown }
}
