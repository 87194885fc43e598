/** So many of the best candidates are rivals. */
const RIVALS = 20

/**
 * What each position of the query tells among rivals: little where most of them meet it, much where few do. `met` holds, rival by
 * rival, how far each position is met; best first.
 */
export const weighContrast = (importance: Float32Array, met: readonly Float32Array[]): Float32Array => {
  const rivals = met.slice(0, RIVALS)
  return importance.map((weight, at) => {
    const sum = rivals.reduce((all, rival) => all + (rival[at] ?? 0), 0)
    return weight * Math.log(1 + (rivals.length - sum + 0.5) / (sum + 0.5))
  })
}
