import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { nothingYet } from './kills/acknowledged.ts'
import { checkDatabase } from './kills/check-database.ts'
import { keepServer } from './kills/kept-server.ts'
import { startCitizens, startHandler } from './kills/people.ts'
import { quantile, table } from './machine.ts'
import { makeDatabaseDir } from './server.ts'

const SHORTEST_MS = 300
const TOLD_EVERY = 10

/** What came of it; `wrong` in sentences, empty when nothing acknowledged was lost or doubled. */
export type Kills = {
  kills: number
  tickets: number
  messages: number
  moves: number
  resent: number
  upMs: number[]
  wrong: string[]
}

/**
 * Kills a real server under load at random moments, so many times, and looks after each kill at the database it left, before anybody
 * could mend it: everything that was acknowledged is there once. What was not answered is sent again as it was. `from`: a database to
 * begin with, so that the first start has nothing to learn.
 */
export const killAgain = async (
  kills: number,
  longestMs: number,
  citizens: number,
  from?: string,
): Promise<Kills> => {
  const { dir, remove } = makeDatabaseDir()
  const file = join(dir, 'kills.db')
  if (from !== undefined) copyFileSync(from, file)
  const acknowledged = nothingYet()
  const server = await keepServer(file)
  const upMs = [await server.start()]
  const wrong: string[] = []
  const crowds = [startCitizens(server, acknowledged, citizens), await startHandler(server, acknowledged)]
  try {
    for (let kill = 1; kill <= kills && wrong.length === 0; kill++) {
      await pause(SHORTEST_MS + Math.random() * (longestMs - SHORTEST_MS))
      await server.kill()
      wrong.push(...checkDatabase(file, acknowledged, kill === kills))
      upMs.push(await server.start())
      if (kill % TOLD_EVERY === 0)
        process.stderr.write(`${kill} kills, ${acknowledged.tickets.size} tickets, ${wrong.length} wrong\n`)
    }
    await Promise.all(crowds.map((crowd) => crowd.stop()))
    await server.kill()
    wrong.push(...checkDatabase(file, acknowledged, true))
  } finally {
    await server.kill().catch(() => {})
    remove()
  }
  const { tickets, messages, moves, resent } = acknowledged
  return { kills, tickets: tickets.size, messages: messages.length, moves: moves.length, resent, upMs, wrong }
}

/** `npm run bench -- kills --kills 100`: the table of a run of kills. @throws with what was lost or doubled. */
export const benchKills = async (args: string[]): Promise<string[]> => {
  const { values } = parseArgs({
    args,
    options: {
      kills: { type: 'string', default: '100' },
      longest: { type: 'string', default: '3000' },
      citizens: { type: 'string', default: '12' },
    },
  })
  const done = await killAgain(Number(values.kills), Number(values.longest), Number(values.citizens))
  if (done.wrong.length > 0) throw new Error(`after a kill:\n${done.wrong.join('\n')}`)
  return table(
    ['what', 'count'],
    [
      ['kills -9 under load', String(done.kills)],
      ['tickets acknowledged, each there once', String(done.tickets)],
      ['messages answered, each answered once', String(done.messages)],
      ['moves of staff acknowledged, each there once', String(done.moves)],
      ['requests whose answer was lost, sent again', String(done.resent)],
      ['lost or doubled', String(done.wrong.length)],
      [
        'up again after, p50 and longest',
        `${(quantile(done.upMs, 0.5) / 1000).toFixed(1)} s, ${(Math.max(...done.upMs) / 1000).toFixed(1)} s`,
      ],
    ],
  )
}
