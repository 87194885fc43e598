import { onMounted, readonly, ref } from 'vue'
import { api, ask } from '../api/client.ts'
import type { Colleagues } from '../api/types.ts'
import { me } from '../shell/session.ts'

/** The people a note may name. */
export const useMentions = () => {
  const people = ref<Colleagues['people']>([])
  onMounted(async () => {
    const { people: all } = await ask(api.desk.colleagues.$get()).catch(() => ({ people: [] }))
    people.value = all.filter((person) => person.id !== me().id)
  })
  return {
    people: readonly(people),
    /** Whoever is named with @ in these words, by id. */
    namedIn: (words: string): string[] =>
      people.value.filter((person) => words.includes(`@${person.name}`)).map((person) => person.id),
  }
}
