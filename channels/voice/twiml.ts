// Characters XML 1.0 does not allow; Twilio answers them with error 12100 and hangs up.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these control characters are what is removed
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** The voice that speaks; Say and Gather name Mandarin differently. */
const SAY = 'language="cmn-CN" voice="Polly.Zhiyu"'
const HEAR = 'cmn-Hans-CN'
/** Twilio refuses longer text in one Say. */
const SAY_MAX_CHARS = 4_000

/** Text as it may stand in XML content and attributes. */
export const escapeXml = (text: string): string =>
  text.replace(NOT_XML, '').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)

/** Speaks the text in Mandarin. */
export const say = (text: string): string => `<Say ${SAY}>${escapeXml(text.slice(0, SAY_MAX_CHARS))}</Say>`

/** Goes on at another address of ours. */
export const redirect = (url: string): string => `<Redirect method="POST">${escapeXml(url)}</Redirect>`

/** Ends the call. */
export const hangup = (): string => '<Hangup/>'

/** Puts the caller through; Twilio reports at `action` how it went. Rings for 30 s. */
export const dial = (number: string, action: string): string =>
  `<Dial timeout="30" method="POST" action="${escapeXml(action)}"><Number>${escapeXml(number)}</Number></Dial>`

export type GatherOptions = {
  action: string
  partial: string
  /** Words the recogniser should expect: departments, streets, matters. */
  hints: string
  /** Many digits, ended by #, where a number is asked for; otherwise one key is one answer. */
  manyDigits: boolean
}

/** Listens for speech or keys while `spoken` is said; silence comes back to `action` too. */
export const gather = (options: GatherOptions, spoken: string): string => {
  const digits = options.manyDigits ? 'finishOnKey="#"' : 'numDigits="1"'
  const hints = options.hints ? ` hints="${escapeXml(options.hints)}"` : ''
  return (
    `<Gather input="speech dtmf" language="${HEAR}" speechTimeout="auto" timeout="5" ${digits}` +
    ` actionOnEmptyResult="true" method="POST" action="${escapeXml(options.action)}"` +
    ` partialResultCallback="${escapeXml(options.partial)}"${hints}>${spoken}</Gather>`
  )
}

/** The document Twilio carries out, verb after verb. */
export const respond = (...verbs: string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs.join('')}</Response>`
