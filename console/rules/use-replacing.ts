import { ref, watch } from 'vue'
import { useAction } from '../shared/use-action.ts'

/**
 * Taking something out of use, with what follows it: what is chosen, why, and what it would do, asked for anew with every choice.
 * `subject` is what goes, null while nothing does; each new one begins empty. `check` and `send` get the choice, null for none.
 */
export const useReplacing = <Subject extends { id: string }, Effect extends { refusal: string | null }>(
  subject: () => Subject | null,
  check: (id: string, chosen: string | null) => Promise<Effect>,
  send: (id: string, asked: { chosen: string | null; why: string }) => Promise<unknown>,
) => {
  const chosen = ref('')
  const why = ref('')
  const effect = ref<Effect | null>(null)
  watch(subject, () => {
    chosen.value = ''
    why.value = ''
    effect.value = null
  })
  watch([subject, chosen], async () => {
    const gone = subject()
    effect.value = gone ? await check(gone.id, chosen.value || null).catch(() => null) : null
  })
  const { busy, run } = useAction()
  /** @returns whether it was done; refusals are shown as they are. */
  const submit = (): Promise<boolean> =>
    run(
      () => send(subject()?.id ?? '', { chosen: chosen.value || null, why: why.value }),
      '已停用，可以在改动历史里撤销',
    )
  return { chosen, why, effect, busy, submit }
}
