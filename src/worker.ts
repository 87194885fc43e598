import { readConfig } from './config.ts'
import { openChannels } from './open-channels.ts'
import { openDesk } from './open-desk.ts'
import { collectGarbage } from './platform/collect-garbage.ts'
import { createEventTail } from './platform/events/tail-events.ts'
import { followAll, startBackground } from './start-background.ts'

/** The same composition without a door: jobs and deliveries only, for scale-out on one PostgreSQL. */
const main = async (): Promise<void> => {
  const config = readConfig()
  const desk = await openDesk(config)
  collectGarbage()
  const tail = createEventTail(desk.db, desk.log)
  const followers = followAll(desk, tail, true)
  await tail.start(desk.indexedUpTo)
  const background = startBackground(desk, openChannels(config, desk).senders)
  const stop = async (): Promise<void> => {
    await background.stop()
    await tail.stop()
    await followers.stop()
    await desk.close()
    process.exit(0)
  }
  process.once('SIGTERM', () => void stop())
  process.once('SIGINT', () => void stop())
}

main().catch((error: unknown) => {
  process.stderr.write(
    `The worker could not start:\n${error instanceof Error ? error.message : String(error)}\n`,
  )
  process.exit(1)
})
