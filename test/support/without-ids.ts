const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** A text without the ids in it: what is random hex may hold any short secret by itself. */
export const withoutIds = (text: string): string => text.replaceAll(ID, '')
