import { type Evidence, type Mixture, mix, type Titled } from './restore-classifier.ts'

/** With this many examples a fifth of them is enough to go by. */
const MANY_EXAMPLES = 2_500
/**
 * What a unanimous vote of the nearest examples may add to a margin. Examples repeat each other more than letters to come repeat them, so
 * what looks best among them is too much from here on: 389 sample letters would take 1.4 and then sort others worse.
 */
const PULLS = [0.2, 0.4, 0.6]
/** What a title read by itself may count beside the whole message: it names the matter, the body tells all that came with it. */
const TITLE_SHARES = [0.25, 0.5, 0.75]
const FIFTHS = 5
/** Where nothing was kept back to go by. */
const SHARPNESS_USUAL = 2
/** A gain counts from so many of its standard errors on. */
const SURE = 2

/** A text whose label is known, with what a classifier that has not seen it says of it. */
export type Rehearsed = Evidence & { label: number }

/** Which fifths are kept back in turn: with few examples each of them, so that each example counts once. */
export const rehearsals = (count: number): number[] => (count < MANY_EXAMPLES ? [0, 1, 2, 3, 4] : [4])

/** The fifth of every example, dealt out one after another; examples about one thing are in one. */
export const takeTurns = (examples: readonly { about?: string }[]): number[] => {
  const known = new Map<string, number>()
  let next = 0
  return examples.map(({ about }) => {
    const turn = (about === undefined ? undefined : known.get(about)) ?? next++ % FIFTHS
    if (about !== undefined) known.set(about, turn)
    return turn
  })
}

/** For every text minus the logarithm of the probability given to what was right. */
const lossesOf = (rehearsed: readonly Rehearsed[], mixture: Mixture): Float64Array =>
  Float64Array.from(rehearsed, (each) => -Math.log(Math.max(1e-9, mix(each, mixture)[each.label] ?? 0)))

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

type Tried = { mixture: Mixture; losses: Float64Array; loss: number }

/** The steepness that makes the labels kept back likeliest, of a fixed ladder. */
const trySharpness = (rehearsed: readonly Rehearsed[], shares: Omit<Mixture, 'sharpness'>): Tried => {
  let best: Tried = {
    mixture: { sharpness: SHARPNESS_USUAL, ...shares },
    losses: new Float64Array(),
    loss: Number.POSITIVE_INFINITY,
  }
  for (let sharpness = 0.5; sharpness <= 10; sharpness += 0.25) {
    const mixture = { sharpness, ...shares }
    const losses = lossesOf(rehearsed, mixture)
    const loss = meanOf(losses)
    if (loss < best.loss) best = { mixture, losses, loss }
  }
  return best
}

/** Whether one mixture beats the other by more than the texts kept back may have done by chance. */
const isSurelyBetter = (one: Tried, other: Tried): boolean => {
  const gains = one.losses.map((loss, text) => (other.losses[text] ?? 0) - loss)
  const gain = meanOf(gains)
  const spread = Math.sqrt(meanOf(gains.map((each) => (each - gain) ** 2)) / Math.max(1, gains.length))
  return gain > SURE * spread
}

/** The likeliest of those that are surely better than `base`; `base` itself where none is. */
const chooseOver = (base: Tried, others: readonly Tried[]): Tried =>
  others
    .filter((tried) => isSurelyBetter(tried, base))
    .reduce((best, tried) => (tried.loss < best.loss ? tried : best), base)

/** `titled`: how a message with a title is read, where reading the title by itself helps; all others by `sharpness` and `pull` alone. */
export type Chosen = { sharpness: number; pull: number; titled: Titled | null }

/**
 * The steepness, the title's share and the pull that make the labels kept back likeliest: so that scores are honest probabilities, and a
 * title by itself and the nearest examples count as far as they are surely right. Without `withVotes` there is no pull, without titles no share.
 */
export const chooseMixture = (rehearsed: readonly Rehearsed[], withVotes: boolean): Chosen => {
  if (rehearsed.length === 0) return { sharpness: SHARPNESS_USUAL, pull: 0, titled: null }
  const hasTitles = rehearsed.some(({ titleMargins }) => titleMargins !== null)
  const plain = trySharpness(rehearsed, { titleShare: 0, pull: 0 })
  const withTitles = chooseOver(
    plain,
    (hasTitles ? TITLE_SHARES : []).map((titleShare) => trySharpness(rehearsed, { titleShare, pull: 0 })),
  )
  const share = withTitles.mixture.titleShare
  const { sharpness, pull } = chooseOver(
    withTitles,
    (withVotes ? PULLS : []).map((each) => trySharpness(rehearsed, { titleShare: share, pull: each })),
  ).mixture
  if (share === 0) return { sharpness, pull, titled: null }
  const untitled = trySharpness(rehearsed, { titleShare: 0, pull }).mixture.sharpness
  return { sharpness: untitled, pull, titled: { share, sharpness } }
}
