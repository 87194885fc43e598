import { onBeforeUnmount, ref, shallowRef } from 'vue'
import type { FollowUpWish } from '../../../../src/contracts/follow-up-wish.ts'
import type { TicketForCitizen } from '../../../../src/contracts/ticket.ts'
import { ApiError, api, type Rating } from '../shared/api.ts'

/** What went wrong, for the person. */
export const sentenceOf = (error: unknown): string =>
  error instanceof ApiError && error.status !== 0
    ? error.message
    : '没有连上服务器。您写的还在，请检查网络后再点一次。'

/** Number from the path (`/t/<number>`) and query code from the part after # (`#code=…`), which no server sees. */
const fromAddress = () => ({
  number: decodeURIComponent(/^\/t\/([^/]+)/.exec(location.pathname)?.[1] ?? ''),
  code: new URLSearchParams(location.hash.slice(1)).get('code') ?? '',
})

/**
 * The ticket on this page. Every action answers with a sentence for the person, or null when all went well; a
 * wrong number and a wrong code get the same sentence, the server's.
 */
export const useTicket = () => {
  const address = fromAddress()
  const number = ref(address.number)
  const code = ref(address.code)
  const ticket = shallowRef<TicketForCitizen | null>(null)
  const isLoading = ref(false)

  const change = async (action: () => Promise<TicketForCitizen>): Promise<string | null> => {
    try {
      ticket.value = await action()
      return null
    } catch (error) {
      return sentenceOf(error)
    }
  }

  const look = async (): Promise<string | null> => {
    isLoading.value = true
    const problem = await change(() => api.ticket(number.value, code.value))
    isLoading.value = false
    if (ticket.value) {
      const place = `/t/${encodeURIComponent(number.value)}#code=${encodeURIComponent(code.value)}`
      history.replaceState(null, '', place)
    }
    return problem
  }

  // Coming back to the page shows what happened meanwhile; without an answer the old view stays.
  const onVisible = () => {
    if (!document.hidden && ticket.value) void change(() => api.ticket(number.value, code.value))
  }
  document.addEventListener('visibilitychange', onVisible)
  onBeforeUnmount(() => document.removeEventListener('visibilitychange', onVisible))

  const leave = (): void => {
    ticket.value = null
    number.value = ''
    code.value = ''
    history.replaceState(null, '', '/t/')
  }

  return {
    number,
    code,
    ticket,
    isLoading,
    look,
    leave,
    addFacts: (text: string, fileIds: string[]) =>
      change(() => api.addFacts(number.value, code.value, text, fileIds)),
    loadFile: (id: string, size: 'thumb' | 'whole') =>
      api.fetchFile(
        `${api.ticketPath(number.value)}/files/${encodeURIComponent(id)}`,
        { code: code.value },
        size,
      ),
    urge: (text: string) => change(() => api.urge(number.value, code.value, text)),
    withdraw: (reason: string) => change(() => api.withdraw(number.value, code.value, reason)),
    chooseFollowUp: (wish: FollowUpWish) => change(() => api.chooseFollowUp(number.value, code.value, wish)),
    rate: (rating: Rating) => change(() => api.rate(number.value, code.value, rating)),
  }
}
