import { buildPages } from '../../../scripts/build-pages.mjs'

/** The browser sees the pages as they are delivered: built when their sources changed. */
export const setup = (): Promise<void> => buildPages()
