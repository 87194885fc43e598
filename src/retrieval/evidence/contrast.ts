/** So many of the best candidates are rivals. */
const RIVALS = 20

/**
 * What each position of the query tells among rivals: little where most of them meet it, much where few do. `met` holds, rival by
 * rival, how far each position is met; best first.
 */
export const weighContrast = (importance: Float32Array, met: readonly Float32Array[]): Float32Array => {
  const rivals = Math.min(RIVALS, met.length)
  const told = new Float32Array(importance.length)
  for (let at = 0; at < told.length; at += 1) {
    let sum = 0
    for (let rival = 0; rival < rivals; rival += 1) sum += met[rival]?.[at] ?? 0
    told[at] = (importance[at] as number) * Math.log(1 + (rivals - sum + 0.5) / (sum + 0.5))
  }
  return told
}
