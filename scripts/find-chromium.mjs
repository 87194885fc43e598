import { existsSync } from 'node:fs'

// The shell without a window first: the whole browser draws its own bars and menus for every page, hidden or not, which takes as much of
// the processor as the pages themselves.
const PLACES = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']

/**
 * Where Chromium is: CHROMIUM where it is set, else what Debian installs.
 * @throws where there is none, saying how to get it.
 */
export const findChromium = () => {
  const found = (process.env.CHROMIUM ? [process.env.CHROMIUM] : PLACES).find((place) => existsSync(place))
  if (found) return found
  throw new Error(
    'No Chromium. Debian: apt-get install chromium-headless-shell fonts-noto-cjk, or set CHROMIUM.',
  )
}
