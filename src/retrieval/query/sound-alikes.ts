import { pinyin } from 'pinyin-pro'
import { listSpokenCharacters } from '../../understanding/spoken-pairs.ts'
import { knowsLanguage, type TextStatistics } from '../index/text-statistics.ts'

/** Sounds that many speakers do not tell apart are one: z/zh, c/ch, s/sh, n/l, an/ang, en/eng, in/ing. */
export const blurSyllable = (syllable: string): string =>
  syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/^n(?=[aeiouv])/, 'l')
    .replace(/([aei])ng$/, '$1n')

const HAN = /\p{Script=Han}/u
const MAX_ALIKE = 48

const syllablesOf = (character: string): string[] => [
  ...new Set(
    pinyin(character, { toneType: 'none', type: 'array', multiple: true, v: true }).map((each) =>
      each.toLowerCase(),
    ),
  ),
]

/** How a character sounds is the same in every base. */
const knownSounds = new Map<string, string[]>()

const soundsOf = (character: string): string[] => {
  const before = knownSounds.get(character)
  if (before) return before
  const sounds = HAN.test(character) ? syllablesOf(character) : []
  knownSounds.set(character, sounds)
  return sounds
}

/**
 * Characters of the knowledge base, and of common words of the language where the base is small, by how they sound and by whom they look like, for mending typing errors. Follows the base.
 */
export const createSoundAlikes = (similarShapes: readonly (readonly string[])[]) => {
  let seen = -1
  const bySound = new Map<string, string[]>()
  const syllables = new Set<string>()
  const shapes = new Map<string, Set<string>>()
  /** What was asked for since the base last learned a character. */
  const alikes = new Map<string, readonly string[]>()
  for (const group of similarShapes)
    for (const character of group) {
      const others = shapes.get(character) ?? new Set<string>()
      for (const other of group) if (other !== character) others.add(other)
      shapes.set(character, others)
    }

  /** Brings the tables up to the characters the base has now. */
  const follow = (statistics: TextStatistics): void => {
    if (statistics.characterCount === seen) return
    seen = statistics.characterCount
    bySound.clear()
    alikes.clear()
    const spoken = knowsLanguage(statistics) < 1 ? listSpokenCharacters() : []
    const characters = [...new Set([...statistics.characters(), ...spoken])]
      .filter((character) => HAN.test(character))
      .map((character) => ({ character, entries: statistics.entriesWith(character) }))
      .sort((a, b) => b.entries - a.entries)
    for (const { character } of characters) {
      for (const sound of soundsOf(character)) {
        syllables.add(sound)
        const key = blurSyllable(sound)
        const list = bySound.get(key)
        if (!list) bySound.set(key, [character])
        else if (list.length < MAX_ALIKE && !list.includes(character)) list.push(character)
      }
    }
  }

  return {
    follow,
    /** Whether a run of Latin letters is a syllable that some character of the base has. */
    isSyllable: (letters: string): boolean => syllables.has(letters),
    /** Characters that sound like this syllable, the frequent ones first; `isExact`: just so, not only for who blurs zu and zhu. */
    withSound: (syllable: string): { character: string; isExact: boolean }[] =>
      (bySound.get(blurSyllable(syllable)) ?? []).map((character) => ({
        character,
        isExact: soundsOf(character).includes(syllable),
      })),
    /** Characters that sound or look like this one, itself left out. */
    alike(character: string): readonly string[] {
      const known = alikes.get(character)
      if (known) return known
      const found = new Set<string>(shapes.get(character))
      for (const sound of soundsOf(character))
        for (const other of bySound.get(blurSyllable(sound)) ?? []) found.add(other)
      found.delete(character)
      const alike = [...found]
      alikes.set(character, alike)
      return alike
    },
  }
}
export type SoundAlikes = ReturnType<typeof createSoundAlikes>
