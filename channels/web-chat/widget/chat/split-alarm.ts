/** A danger reply in the order it is needed: what to do first, the call, then everything else. */
export type Alarm = { headline: string; call: string; rest: string }

/** Every danger reply begins with this line; here the button says it, after the words that say where to go. */
const CALL_FIRST = /^请现在就拨打 ?[\d-]+。\s*/
const FIRST_SENTENCE = /^[^。！？\n]+[。！？]?/
/** Someone shut in a lift or standing at the water is told to call at once, not to go elsewhere before. */
const CALLS_AT_ONCE = /^请?(马上|立即|立刻|现在)?(就)?(拨打|打)/

/**
 * Takes a danger reply apart for the page. The headline is the first thing to do, so that it never asks for a call
 * where calling is dangerous (gas: not indoors); nothing but the opening call line is left out, the button has it.
 */
export const splitAlarm = (text: string, number: string): Alarm => {
  const words = text.trim().replace(CALL_FIRST, '')
  const headline = FIRST_SENTENCE.exec(words)?.[0] ?? ''
  const isSafeFirst = number === '119' && headline !== '' && !CALLS_AT_ONCE.test(headline)
  return {
    headline: headline || '有危险，请先打电话，再回来说。',
    call: isSafeFirst ? '到安全的地方后拨打' : '拨打',
    rest: words.slice(headline.length).trim(),
  }
}
