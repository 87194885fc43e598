const RUN = /[\p{L}\p{N}]+/gu

/** The runs of three characters of a text, each once; punctuation ends a run. */
export const listTriples = (text: string): string[] => {
  const triples = new Set<string>()
  for (const [run] of text.matchAll(RUN))
    for (let at = 0; at + 2 < run.length; at += 1) triples.add(run.slice(at, at + 3))
  return [...triples]
}

/** The share of these runs of three that a text says, 0…1: who quotes a text says more of it in one piece than chance does. */
export const shareOfTriples = (triples: readonly string[], text: string): number =>
  triples.length === 0 ? 0 : triples.filter((triple) => text.includes(triple)).length / triples.length
