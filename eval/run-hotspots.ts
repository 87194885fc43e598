import { z } from 'zod'
import { findHotspots, type HotMessage } from '../src/insight/find-hotspots.ts'
import { readJsonLines } from './read-inputs.ts'
import { report, writeJsonLines } from './write-outputs.ts'

const MessageLine = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  title: z.string(),
  text: z.string(),
  at: z.string().refine((at) => !Number.isNaN(Date.parse(at)), 'not an instant'),
  weight: z.number().optional(),
})

/** `eval hotspots`: finds hot events and writes `{ eventId, title, place?, memberIds, heat }`, hottest first. */
export const runHotspots = (options: { messages: string; out: string }): void => {
  const messages = readJsonLines(options.messages, MessageLine).map(
    ({ weight, ...message }): HotMessage => (weight === undefined ? message : { ...message, weight }),
  )
  const startedAt = performance.now()
  const events = findHotspots(messages)
  report(
    `${messages.length} messages, ${events.length} events in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
  )
  writeJsonLines(options.out, events)
}
