/** A weak prior: what many asked for is asked for again. Logarithmic, 0…1, and 0 where nothing is known. */
export const popularityPrior = (popularity: number | undefined, highest: number): number =>
  popularity === undefined || popularity <= 0 || highest <= 0
    ? 0
    : Math.log1p(popularity) / Math.log1p(highest)
