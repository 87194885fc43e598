import type { z } from 'zod'

/** The first mistake of a request in words: our own sentence where the contract has one, else the field's name. */
export const explainIssue = (error: z.ZodError): string => {
  const first = error.issues[0]
  if (!first) return '内容不对，没有处理。'
  const field = first.path.map(String).join('.')
  // zod's own messages are English; ours begin with a Chinese character.
  const isOurs = /^[\u4e00-\u9fff]/.test(first.message)
  return isOurs
    ? `内容不对：${first.message}`
    : `内容不对：${field ? `“${field}”` : '内容'}没有填，或者格式不对。`
}
