import { bankCardPattern, identityPattern, landlinePattern, mobilePattern } from './number-patterns.ts'

const DOOR =
  /\d{1,4}\s*(?:栋|幢|座|号楼|单元|室|户)(?:\s*\d{1,5}(?:\s*(?:单元|室|房|户|号))?)*|(?<=[路街巷弄村里道])\s*\d{1,5}(?:-\d{1,4})?\s*号/g

const maskTail = (kept: number) => (found: string) =>
  found.slice(0, kept) + found.slice(kept).replace(/[0-9a-z]/gi, '*')

/**
 * The only form of a citizen's text that may reach a log or a model: phone, identity-card and bank-card numbers and
 * door numbers are masked. Masks generously: a mistyped identity number (wrong check digit) is still somebody's.
 * Street and community names stay, because a department cannot be found without them.
 */
export const redactText = (text: string): string =>
  text
    .replace(identityPattern(), maskTail(6))
    .replace(bankCardPattern(), maskTail(4))
    .replace(mobilePattern(), maskTail(3))
    .replace(landlinePattern(), maskTail(4))
    .replace(DOOR, (found) => found.replace(/\d/g, '*'))
