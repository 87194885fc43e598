import { REPLY_VARIABLES } from '../../src/contracts/desk.ts'
import type { Beside } from '../api/types.ts'

/** Fills {{citizen}}, {{number}}, … from the talk; what is not known stays, and keeps the words from being sent. */
export const fillVariables = (text: string, variables: Beside['variables'] | undefined): string =>
  REPLY_VARIABLES.reduce(
    (words, name) =>
      words.replaceAll(new RegExp(`\\{\\{\\s*${name}\\s*\\}\\}`, 'g'), variables?.[name] ?? `{{${name}}}`),
    text,
  )
