import type { Gazetteer } from '../understanding/find-places.ts'
import { type HotMessage, type MessageVector, vectoriseMessages } from './vectorise-messages.ts'

export type { HotMessage } from './vectorise-messages.ts'

/** One event that several people wrote about. `heat` orders events of one run; it has no unit. */
export type HotEvent = { eventId: string; title: string; place?: string; memberIds: string[]; heat: number }

export type HotspotOptions = {
  /** The city's own place names, where it has them. */
  gazetteer?: Gazetteer
  /** Two messages further apart than this are two events (days). */
  windowDays: number
  /** How alike the middles of two groups must be in place and matter together, 0…1. */
  likeness: number
  /** The same for the matter alone: two troubles at one place are two events. */
  matterLikeness: number
  /** A message's part in the heat halves with every so many days before the newest one. */
  halfLifeDays: number
  /** Fewer voices than this are no event. */
  minMembers: number
}

export const HOTSPOT_OPTIONS: HotspotOptions = {
  windowDays: 120,
  likeness: 0.36,
  matterLikeness: 0.22,
  halfLifeDays: 60,
  minMembers: 2,
}

const DAY_MS = 86_400_000
/** Terms shared by more messages than this find no neighbours: they would compare everything with everything. */
const MAX_POSTINGS = 400

type Cluster = {
  members: number[]
  centre: Map<number, number>
  matter: Map<number, number>
  fromMs: number
  toMs: number
}

const dot = (left: Map<number, number>, right: Map<number, number>): number => {
  const [small, large] = left.size < right.size ? [left, right] : [right, left]
  let sum = 0
  for (const [id, value] of small) sum += value * (large.get(id) ?? 0)
  return sum
}

const cosine = (left: Map<number, number>, right: Map<number, number>): number =>
  dot(left, right) / (Math.sqrt(dot(left, left) * dot(right, right)) || 1)

const addTo = (sum: Map<number, number>, vector: Map<number, number>): void => {
  for (const [id, value] of vector) sum.set(id, (sum.get(id) ?? 0) + value)
}

type Pair = { left: number; right: number; likeness: number }

/** Pairs of messages worth comparing, likest first: those that share a term rare enough to mean something. */
const findPairs = (vectors: readonly MessageVector[], options: HotspotOptions): Pair[] => {
  const postings = new Map<number, number[]>()
  vectors.forEach(({ terms }, index) => {
    for (const id of terms.keys()) {
      const list = postings.get(id) ?? []
      list.push(index)
      postings.set(id, list)
    }
  })
  const pairs: Pair[] = []
  const sums = new Float32Array(vectors.length)
  vectors.forEach((vector, left) => {
    const touched: number[] = []
    for (const [id, value] of vector.terms) {
      const list = postings.get(id) ?? []
      if (list.length > MAX_POSTINGS) continue
      for (const right of list) {
        if (right <= left) continue
        if (sums[right] === 0) touched.push(right)
        sums[right] = (sums[right] ?? 0) + value * (vectors[right]?.terms.get(id) ?? 0)
      }
    }
    for (const right of touched) {
      const likeness = sums[right] ?? 0
      sums[right] = 0
      const apart = Math.abs(vector.atMs - (vectors[right]?.atMs ?? 0))
      if (likeness >= options.likeness * 0.8 && apart <= options.windowDays * DAY_MS)
        pairs.push({ left, right, likeness })
    }
  })
  return pairs.sort((a, b) => b.likeness - a.likeness || a.left - b.left || a.right - b.right)
}

/** Joins likest first, as long as the middles of both sides stay alike: a chain of near neighbours is no event. */
const joinClusters = (vectors: readonly MessageVector[], options: HotspotOptions): Cluster[] => {
  const clusters = vectors.map(
    ({ terms, matter, atMs }, index): Cluster => ({
      members: [index],
      centre: new Map(terms),
      matter: new Map(matter),
      fromMs: atMs,
      toMs: atMs,
    }),
  )
  const owner = vectors.map((_, index) => index)
  for (const { left, right } of findPairs(vectors, options)) {
    const [a, b] = [owner[left] ?? left, owner[right] ?? right]
    const [one, other] = [clusters[a], clusters[b]]
    if (a === b || !one || !other) continue
    const gap = Math.max(one.fromMs, other.fromMs) - Math.min(one.toMs, other.toMs)
    if (gap > options.windowDays * DAY_MS) continue
    if (cosine(one.centre, other.centre) < options.likeness) continue
    if (cosine(one.matter, other.matter) < options.matterLikeness) continue
    const [into, from, at] = one.members.length >= other.members.length ? [one, other, a] : [other, one, b]
    into.members.push(...from.members)
    addTo(into.centre, from.centre)
    addTo(into.matter, from.matter)
    into.fromMs = Math.min(into.fromMs, from.fromMs)
    into.toMs = Math.max(into.toMs, from.toMs)
    for (const member of from.members) owner[member] = at
    from.members = []
  }
  return clusters.filter(({ members }) => members.length > 0)
}

/** Nobody goes to "the city": such a place is named only when there is no better. */
const VAGUE_PLACE = /政府$|^.{1,3}[省市区县]$/

/** The place most members name; of places named about as often the longer one, which says more. */
const commonPlace = (vectors: readonly MessageVector[], members: readonly number[]): string | undefined => {
  const counts = new Map<string, number>()
  for (const member of members) {
    for (const place of vectors[member]?.places ?? []) counts.set(place, (counts.get(place) ?? 0) + 1)
  }
  const exact = [...counts].filter(([place]) => !VAGUE_PLACE.test(place))
  const named = exact.length > 0 ? exact : [...counts]
  const most = Math.max(0, ...named.map(([, count]) => count))
  return named
    .filter(([, count]) => count * 2 >= most)
    .sort((a, b) => b[0].length - a[0].length || b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0]
}

/**
 * Hot events: groups of messages about the same matter at the same place within the window, hottest first.
 * Heat = sum over members of (1 + ln(1 + weight)) × 2^(-age / half-life), age counted from the newest message of all.
 * The title is that of the member closest to the middle of the event.
 */
export const findHotspots = (
  messages: readonly HotMessage[],
  options: HotspotOptions = HOTSPOT_OPTIONS,
): HotEvent[] => {
  const vectors = vectoriseMessages(messages, options.gazetteer)
  const newestMs = vectors.reduce((latest, { atMs }) => Math.max(latest, atMs), 0)
  return joinClusters(vectors, options)
    .filter(({ members }) => members.length >= options.minMembers)
    .map(({ members, centre }) => {
      const closest = members.reduce((best, member) =>
        dot(vectors[member]?.terms ?? new Map(), centre) > dot(vectors[best]?.terms ?? new Map(), centre)
          ? member
          : best,
      )
      const heat = members.reduce((sum, member) => {
        const age = (newestMs - (vectors[member]?.atMs ?? newestMs)) / DAY_MS
        return (
          sum +
          (1 + Math.log1p(Math.max(0, messages[member]?.weight ?? 0))) * 2 ** (-age / options.halfLifeDays)
        )
      }, 0)
      const place = commonPlace(vectors, members)
      return {
        title: messages[closest]?.title ?? '',
        ...(place === undefined ? {} : { place }),
        memberIds: [...members]
          .sort((a, b) => (vectors[a]?.atMs ?? 0) - (vectors[b]?.atMs ?? 0))
          .map((member) => messages[member]?.id ?? ''),
        heat: Math.round(heat * 1000) / 1000,
      }
    })
    .sort((left, right) => right.heat - left.heat || left.title.localeCompare(right.title))
    .map((event, index) => ({ eventId: `event-${index + 1}`, ...event }))
}
