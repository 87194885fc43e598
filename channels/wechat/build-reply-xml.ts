// Characters XML 1.0 does not allow; WeChat would call the answer abnormal data.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these control characters are what is removed
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** Wraps text as CDATA; a `]]>` inside is split over two sections so that it cannot end the first. */
export const cdata = (text: string): string =>
  `<![CDATA[${text.replace(NOT_XML, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

/**
 * The passive text reply (被动回复) to one push: sender and receiver change places.
 * `at` becomes CreateTime in whole seconds.
 */
export const buildReplyXml = (to: { openId: string; accountId: string }, text: string, at: Date): string =>
  `<xml><ToUserName>${cdata(to.openId)}</ToUserName><FromUserName>${cdata(to.accountId)}</FromUserName>` +
  `<CreateTime>${Math.floor(at.getTime() / 1000)}</CreateTime><MsgType><![CDATA[text]]></MsgType>` +
  `<Content>${cdata(text)}</Content></xml>`
