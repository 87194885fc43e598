/** The value of a JSON text inside a JSON value (some vendors wrap twice); undefined when it is none. */
export const readJsonText = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
