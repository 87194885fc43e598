import type { WeighedQuery } from '../weigh-query.ts'
import type { Postings } from '../postings.ts'
import { type KeyWord, matchWord, readKeyWords, unitSays } from './key-words.ts'

export type Rich = Record<string, number>

const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b)

export const richSignals = (
  query: WeighedQuery,
  slot: number,
  postings: Postings,
  entryCount: number,
  tags: ReadonlyMap<string, string>,
): Rich => {
  const all = readKeyWords(query.concepts, postings, entryCount)
  const tokens = all.filter((k) => k.isToken)
  const phrases = all.filter((k) => !k.isToken)
  const units = postings.unitsOf(slot)
  const matchIn = (unitId: number): number[] => {
    const says = unitSays(postings, unitId)
    const said = phrases.map((p) => [p.word, Math.max(0, ...p.ids.filter(({ id }) => says(id)).map(({ value }) => value))] as const).filter(([, v]) => v > 0)
    return tokens.map((t) => {
      const m = matchWord(t, says)
      const viaPhrase = Math.max(0, ...said.filter(([w]) => w.includes(t.word)).map(([, v]) => v))
      return Math.max(m, viaPhrase)
    })
  }
  const total = tokens.reduce((s, t) => s + t.weight, 0)
  const massOf = (m: number[], f: (t: KeyWord) => boolean = () => true) =>
    ratio(tokens.reduce((s, t, i) => s + (f(t) ? t.weight * (m[i] ?? 0) : 0), 0), tokens.reduce((s, t) => s + (f(t) ? t.weight : 0), 0))
  let bestUnit: number[] = tokens.map(() => 0)
  const hasWording = units.some((u) => postings.units[u]?.kind === 'wording' && (postings.units[u]?.terms.char.length ?? 0) > 0)
  const bodyKind = units.some((u) => postings.units[u]?.kind === 'passage') ? 'passage' : 'whole'
  let bestMass = -1
  let bestId = -1
  const anyWording = tokens.map(() => 0)
  const anyWhere = tokens.map(() => 0)
  for (const unitId of units) {
    const unit = postings.units[unitId]
    if (!unit) continue
    const m = matchIn(unitId)
    m.forEach((v, i) => {
      anyWhere[i] = Math.max(anyWhere[i] ?? 0, v)
      if (hasWording ? unit.kind === 'wording' || unit.kind === 'keywords' : unit.kind === bodyKind) anyWording[i] = Math.max(anyWording[i] ?? 0, v)
    })
    if (unit.kind === (hasWording ? 'wording' : bodyKind)) {
      const mass = massOf(m) * unit.weight
      if (mass > bestMass) { bestMass = mass; bestUnit = m; bestId = unitId }
    }
  }
  const isNoun = (t: KeyWord) => /^(?:n|vn|j|l|i|eng)/.test(tags.get(t.word) ?? 'n') && !/^[\d.]+$/.test(t.word)
  const order = tokens.map((t, i) => ({ t, i })).sort((a, b) => b.t.weight - a.t.weight)
  const top = order.slice(0, 1), top3 = order.slice(0, 3)
  const avg = (os: typeof order, m: number[]) => ratio(os.reduce((s, { t, i }) => s + t.weight * (m[i] ?? 0), 0), os.reduce((s, { t }) => s + t.weight, 0))
  const nouns = order.filter(({ t }) => isNoun(t))
  const lastNoun = [...tokens.map((t, i) => ({ t, i }))].filter(({ t }) => isNoun(t)).slice(-1)
  // The wording's own rarest words that the query does not say.
  const asked = new Set(query.concepts.flatMap(({ variants }) => variants.map(({ term }) => postings.idOf(term))))
  const wording = postings.units[bestId]
  const rar = (id: number) => Math.log(1 + (entryCount - postings.entriesWithId(id) + .5) / (postings.entriesWithId(id) + .5)) / Math.log(1 + (entryCount + .5) / .5)
  const revW = wording ? [...new Set(wording.terms.word)].map((id) => ({ r: rar(id), said: asked.has(id) ? 1 : 0 })).sort((a, b) => b.r - a.r) : []
  const revP = wording ? [...new Set(wording.terms.pair)].map((id) => ({ r: rar(id), said: asked.has(id) ? 1 : 0 })).sort((a, b) => b.r - a.r) : []
  const revC = wording ? [...new Set(wording.terms.char)].map((id) => ({ r: rar(id), said: asked.has(id) ? 1 : 0 })).sort((a, b) => b.r - a.r) : []
  const share = (l: { r: number; said: number }[]) => ratio(l.reduce((s, x) => s + x.r * x.said, 0), l.reduce((s, x) => s + x.r, 0))
  const legMass = (leg: string) => {
    let got = 0, sum = 0, any = 0
    const wid = bestId
    const says = unitSays(postings, wid)
    const whole = units.find((u) => postings.units[u]?.kind === 'whole') ?? -1
    const saysWhole = unitSays(postings, whole)
    for (const c of query.concepts) {
      if (c.leg !== leg || c.weight < 0.5) continue
      const id = postings.idOf(c.variants[0]?.term ?? '')
      const n = id < 0 ? 0 : postings.entriesWithId(id)
      const r = c.weight * Math.log(1 + (entryCount - n + .5) / (n + .5))
      sum += r
      if (id >= 0 && says(id)) got += r
      if (id >= 0 && (says(id) || saysWhole(id))) any += r
    }
    return [ratio(got, sum), ratio(any, sum)]
  }
  const [pairW, pairA] = legMass('pair')
  const [charW, charA] = legMass('char')
  const strong = tokens.filter((t, i) => (anyWhere[i] ?? 0) >= 0.7)
  const strongW = tokens.filter((t, i) => (bestUnit[i] ?? 0) >= 0.7)
  return {
    massUnit: massOf(bestUnit), massWording: massOf(anyWording), massWhole: massOf(anyWhere),
    topUnit: avg(top, bestUnit), topWording: avg(top, anyWording), topWhole: avg(top, anyWhere),
    top3Unit: avg(top3, bestUnit), top3Wording: avg(top3, anyWording), top3Whole: avg(top3, anyWhere),
    nounTopUnit: avg(nouns.slice(0, 1), bestUnit), nounTopWording: avg(nouns.slice(0, 1), anyWording), nounTopWhole: avg(nouns.slice(0, 1), anyWhere),
    nounMassWording: avg(nouns, anyWording), nounMassWhole: avg(nouns, anyWhere),
    lastNounWording: avg(lastNoun, anyWording), lastNounWhole: avg(lastNoun, anyWhere),
    nounCount: Math.min(6, nouns.length) / 6,
    unknownShare: ratio(tokens.filter((t) => !t.isKnown).reduce((s, t) => s + t.weight, 0), total),
    unknownNouns: ratio(nouns.filter(({ t }) => !t.isKnown).reduce((s, { t }) => s + t.weight, 0), nouns.reduce((s, { t }) => s + t.weight, 0)),
    maxWhole: Math.max(0, ...strong.map((t) => t.weight)), maxUnit: Math.max(0, ...strongW.map((t) => t.weight)),
    countWhole: Math.min(5, strong.reduce((s, t) => s + t.weight, 0)) / 5, countUnit: Math.min(5, strongW.reduce((s, t) => s + t.weight, 0)) / 5,
    revTopW: revW[0]?.said ?? 0, revTop2W: share(revW.slice(0, 2)), revW: share(revW),
    revTopP: revP[0]?.said ?? 0, revTop3P: share(revP.slice(0, 3)), revP: share(revP), revTopC: share(revC.slice(0, 1)), revTop3C: share(revC.slice(0, 3)), revC: share(revC),
    pairW: pairW ?? 0, pairA: pairA ?? 0, charW: charW ?? 0, charA: charA ?? 0,
    tokens: Math.min(1, tokens.length / 20), short: 1 / Math.max(1, tokens.length),
    wordingLen: Math.min(1, (wording?.terms.char.length ?? 0) / 40),
  }
}
