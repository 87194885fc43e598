/** The legs a text earns on, and where each stands in an `Earned`. */
export const LEG = { pair: 0, character: 1, word: 2, same: 3, hint: 4, near: 5 } as const
const LEGS = 6

/**
 * What one text earned, leg by leg in the order of LEG: shares 0…1 of the most it could earn on pairs, characters and words, and of the
 * word total for links. Numbers side by side, not an object: hundreds are reckoned for a question, and each would be garbage.
 */
export type Earned = Float64Array

export const earnNothing = (): Earned => new Float64Array(LEGS)

/** What a short list of names earns. */
export const earnedByNames = (earned: Earned): number =>
  ((earned[LEG.pair] as number) +
    (earned[LEG.word] as number) +
    (earned[LEG.same] as number) +
    (earned[LEG.hint] as number)) /
  2

/** What each leg is worth, in the order of LEG; then what pairs are worth that stand in for the share that is met; then names. */
export type Worth = Float64Array
const MET = LEGS
const NAMES = LEGS + 1

/** What decides between two texts of one kind. */
export const layWorth = (
  legs: Partial<Record<keyof typeof LEG, number>>,
  { met = 0, names = 0 }: { met?: number; names?: number } = {},
): Worth => {
  const worth = new Float64Array(LEGS + 2)
  for (const [leg, at] of Object.entries(LEG)) worth[at] = legs[leg as keyof typeof LEG] ?? 0
  worth[MET] = met
  worth[NAMES] = names
  return worth
}

export const worthOf = (w: Worth, e: Earned): number =>
  (w[LEG.pair] as number) * (e[LEG.pair] as number) +
  (w[LEG.character] as number) * (e[LEG.character] as number) +
  (w[LEG.word] as number) * (e[LEG.word] as number) +
  (w[LEG.same] as number) * (e[LEG.same] as number) +
  (w[LEG.hint] as number) * (e[LEG.hint] as number) +
  (w[LEG.near] as number) * (e[LEG.near] as number) +
  // What a text adds to the share that is met is only reckoned for the best drafts: its pairs stand in for it.
  (w[MET] as number) * ((e[LEG.pair] as number) + (e[LEG.same] as number)) +
  (w[NAMES] as number) * earnedByNames(e)
