import { ApiFault, api, ask, faultWords } from '../api/client.ts'
import type { Kit } from '../api/types.ts'
import { STEP_LABELS } from './desk-words.ts'
import { fillVariables } from './fill-variables.ts'

type Step = Kit['macros'][number]['steps'][number]

/** One step through the same door as by hand; words are filled anew, because a step before may have filed the ticket. */
const carryOut = async (id: string, step: Step, once: string): Promise<void> => {
  const talk = api.conversations[':id']
  const param = { id }
  const fill = async (text: string): Promise<string> =>
    text.includes('{{') ? fillVariables(text, (await ask(talk.form.$get({ param }))).variables) : text
  switch (step.do) {
    case 'reply': {
      const text = await fill(step.text)
      await ask(talk.say.$post({ param, json: { text, clientMessageId: once, used: [] } }))
      return
    }
    case 'note':
      await ask(talk.notes.$post({ param, json: { text: await fill(step.text), mentions: [] } }))
      return
    case 'file':
      await ask(talk.ticket.$post({ param, json: { key: once } }))
      return
    case 'end': {
      const { wrapUpId } = await ask(talk.release.$post({ param, json: { to: 'ended' } }))
      await ask(
        api.desk['wrap-ups'][':id'].$post({ param: { id: wrapUpId }, json: { code: step.code, note: '' } }),
      )
    }
  }
}

/**
 * Carries out a macro on a talk, step by step; stops at the first refusal.
 * @throws ApiFault in words: which step was not done, why, and that those before were.
 */
export const runMacro = async (id: string, macro: { readonly steps: readonly Step[] }): Promise<void> => {
  const run = crypto.randomUUID()
  for (const [index, step] of macro.steps.entries()) {
    try {
      await carryOut(id, step, `${run}:${index}`)
    } catch (error) {
      const before = index > 0 ? '前面的步骤已经做了。' : ''
      const words = `第 ${index + 1} 步“${STEP_LABELS[step.do]}”没有完成：${faultWords(error)}${before}`
      throw new ApiFault('conflict', words)
    }
  }
}
