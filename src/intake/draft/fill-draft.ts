import type { TicketDraft } from '../../contracts/conversation.ts'
import type { Meaning } from '../../contracts/meaning.ts'
import type { Desk } from '../desk.ts'
import { leavesOut, saysYes } from '../read-choice.ts'
import { chooseCategory } from './start-draft.ts'

const PLACE_MAX = 300
const MATTER_MAX = 4500

const withPlace = (draft: TicketDraft, meaning: Meaning): TicketDraft => {
  if (leavesOut(meaning.text)) return { ...draft, asked: [...draft.asked, 'place'], asking: null }
  const known = meaning.entities.places.find((p) => p.districtId)
  return {
    ...draft,
    placeText: meaning.text.replace(/^(在|就在|地点[是::]?|位置[是::]?)/, '').slice(0, PLACE_MAX),
    districtId: known?.districtId ?? draft.districtId,
    asked: [...draft.asked, 'place'],
    asking: null,
  }
}

const BEFORE_PLACE = /^(?:(?:事发)?(?:地点|地址|位置)(?:是|在|[::])?|就?在|是)?/
const AFTER_PLACE = /(?:那里|那边|这里|这边|附近|门口|楼下|旁边|对面)?[吧啊呢的。.!,\s]*$/

/** The place a message names when it says nothing else: "柳营街20号", "在和平路12号门口"; null for anything more. */
export const placeAlone = (meaning: Meaning): { text: string; districtId: string | null } | null => {
  const said = meaning.text.replace(BEFORE_PLACE, '')
  const place = [...meaning.entities.places].sort((a, b) => b.text.length - a.text.length)[0]
  if (!place || !said.startsWith(place.text)) return null
  if (said.slice(place.text.length).replace(AFTER_PLACE, '') !== '') return null
  const known = meaning.entities.places.find((p) => p.districtId)
  return { text: said.replace(/[吧啊呢的。.!,\s]+$/, ''), districtId: known?.districtId ?? null }
}

const addToMatter = (draft: TicketDraft, words: string): string =>
  [draft.matter, words.trim()].filter(Boolean).join('\n').slice(0, MATTER_MAX)

/** A number, "no", or something else that was on the citizen's mind: that goes into the matter, nothing is lost. */
const withPhone = (draft: TicketDraft, meaning: Meaning): TicketDraft => {
  const phone = meaning.entities.phones[0] ?? ''
  const isAbout = phone !== '' || leavesOut(meaning.text) || saysYes(meaning.text)
  const place = isAbout ? undefined : meaning.entities.places[0]
  const closer = place && place.text.length > draft.placeText.length ? place : undefined
  return {
    ...draft,
    placeText: closer?.text ?? draft.placeText,
    districtId: closer?.districtId ?? draft.districtId,
    contactPhone: phone,
    matter: isAbout ? draft.matter : addToMatter(draft, meaning.original),
    asked: [...draft.asked, 'phone'],
    asking: null,
  }
}

/** Reads a message as the answer to what was asked last, and picks up anything else it says on the way. */
export const fillDraft = (
  desk: Pick<Desk, 'classify'>,
  draft: TicketDraft,
  meaning: Meaning,
): TicketDraft => {
  const alone = draft.asking === 'place' ? null : placeAlone(meaning)
  if (alone)
    return {
      ...draft,
      placeText: alone.text.slice(0, PLACE_MAX),
      districtId: alone.districtId ?? draft.districtId,
      asked: [...draft.asked, 'place'],
    }
  switch (draft.asking) {
    case 'place': {
      const next = withPlace(draft, meaning)
      return { ...next, contactPhone: next.contactPhone || (meaning.entities.phones[0] ?? '') }
    }
    case 'phone':
      return withPhone(draft, meaning)
    default: {
      const matter = addToMatter(draft, meaning.original)
      const place = meaning.entities.places[0]
      return {
        ...draft,
        matter,
        categoryId: chooseCategory(desk, matter, draft.type),
        placeText: draft.placeText || (place?.text ?? ''),
        districtId: draft.districtId ?? place?.districtId ?? null,
        happenedAt: draft.happenedAt || meaning.entities.dates.map((d) => d.text).join(' '),
        contactPhone: draft.contactPhone || (meaning.entities.phones[0] ?? ''),
        asking: null,
      }
    }
  }
}
