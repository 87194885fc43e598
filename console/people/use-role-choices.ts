import { type ComputedRef, computed } from 'vue'
import type { RolesAnswer } from '../api/types.ts'
import { keptText } from '../shared/kept-text.ts'

type RoleId = RolesAnswer['roles'][number]['id']
type Right = RolesAnswer['groups'][number]['rights'][number]
type RightId = Right['capability']
export type RightCell = Right['cells'][number]
/** What an administrator chose and has not saved yet. */
export type RightChoice = { role: RoleId; capability: RightId; has: boolean }

/**
 * Choices over the table of rights as the server tells it. Kept for this tab until they are saved or dropped; what somebody else brought
 * about meanwhile is no choice any more.
 */
export const useRoleChoices = (answer: () => RolesAnswer | null) => {
  const { text, forget } = keptText('roles.choices', '[]')
  const given = computed({
    get: (): RightChoice[] => JSON.parse(text.value) as RightChoice[],
    set: (list) => {
      text.value = JSON.stringify(list)
    },
  })
  const rights = computed(() => (answer()?.groups ?? []).flatMap((group) => group.rights))
  const cellOf = (role: RoleId, capability: RightId): RightCell | undefined =>
    rights.value.find((right) => right.capability === capability)?.cells.find((cell) => cell.role === role)
  const choices: ComputedRef<RightChoice[]> = computed(() =>
    given.value.filter((choice) => {
      const cell = cellOf(choice.role, choice.capability)
      return cell !== undefined && cell.has !== choice.has
    }),
  )
  const choiceOf = (role: RoleId, capability: RightId): boolean | undefined =>
    choices.value.find((choice) => choice.role === role && choice.capability === capability)?.has
  const hasNow = (role: RoleId, capability: RightId): boolean =>
    choiceOf(role, capability) ?? cellOf(role, capability)?.has ?? false

  const put = (list: RightChoice[], { role, capability, has }: RightChoice): RightChoice[] => {
    const rest = list.filter((choice) => choice.role !== role || choice.capability !== capability)
    return cellOf(role, capability)?.has === has ? rest : [...rest, { role, capability, has }]
  }
  const isOffered = (role: RoleId, capability: RightId): boolean =>
    ['delivered', 'extra'].includes(cellOf(role, capability)?.offer ?? 'never')
  /** Gives or takes a right, with what it is of no use without, or what is of no use without it. */
  const set = (role: RoleId, capability: RightId, has: boolean): void => {
    const follow = (from: RightId): RightId[] => {
      const needed = rights.value.find((right) => right.capability === from)?.needs
      const next = has
        ? needed
          ? [needed]
          : []
        : rights.value.filter((right) => right.needs === from).map((right) => right.capability)
      return next.flatMap((id) =>
        hasNow(role, id) !== has && isOffered(role, id) ? [id, ...follow(id)] : [],
      )
    }
    given.value = [capability, ...follow(capability)].reduce(
      (list, id) => put(list, { role, capability: id, has }),
      choices.value,
    )
  }
  /** A role as it was delivered, chosen in one step. */
  const restore = (role: RoleId): void => {
    given.value = rights.value.reduce((list, right) => {
      const cell = right.cells.find((one) => one.role === role)
      const has = cell?.offer === 'delivered' || cell?.offer === 'fixed'
      return put(list, { role, capability: right.capability, has })
    }, choices.value)
  }
  const drop = (): void => {
    given.value = []
    forget()
  }
  return { choices, choiceOf, hasNow, set, restore, drop }
}
