import { OpenTicket } from '../../src/contracts/ticket.ts'
import { readCityFiles } from '../../src/knowledge-base/read-city-files.ts'
import type { OpenDesk } from '../../src/open-desk.ts'
import { newId } from '../../src/platform/id.ts'
import { openTicket } from '../../src/tickets/open-ticket.ts'
import { createTeller, type Told } from './real-text.ts'

const openOne = (desk: OpenDesk, n: number, told: Told): Promise<unknown> =>
  openTicket(desk, {
    input: OpenTicket.parse({
      type: 'complaint',
      categoryId: told.categoryId,
      title: told.title,
      matter: told.matter,
      placeText: told.place,
      districtId: told.districtId,
      contactName: '李小明',
      contactPhone: `139${String(n).padStart(8, '0')}`,
    }),
    routing: {
      departmentId: told.departmentId,
      coDepartmentIds: [],
      score: 1,
      why: '按分类和地点',
      catalogueLineId: null,
      candidates: [],
    },
    citizenId: `bench-${n}`,
    conversationId: null,
    channel: 'web',
    actor: { kind: 'citizen', id: `bench-${n}`, name: '诉求人' },
    idempotencyKey: newId(),
  })

const TOGETHER = [1, 8, 64, 256]
/** Opened before anything is timed: a server that has opened a few thousand tickets has compiled what it runs. */
const WARM = 2_000

/**
 * Tickets a second, opened by so many at once, and the processor time of this process for each: what else the machine does changes the
 * second less than the first.
 */
export const timeOpening = async (desk: OpenDesk, count: number): Promise<string[][]> => {
  const tell = createTeller(readCityFiles('knowledge'), 11)
  const run = async (from: number, howMany: number, together: number) => {
    const told = Array.from({ length: howMany }, tell)
    let next = 0
    const before = process.cpuUsage()
    const start = performance.now()
    await Promise.all(
      Array.from({ length: together }, async () => {
        for (let n = next++; n < howMany; n = next++) await openOne(desk, from + n, told[n] as Told)
      }),
    )
    const perSecond = (howMany / (performance.now() - start)) * 1000
    const { user, system } = process.cpuUsage(before)
    return { perSecond, cpuMs: (user + system) / 1000 / howMany }
  }
  await run(0, WARM, 64)
  const rows: string[][] = []
  for (const [at, together] of TOGETHER.entries()) {
    const { perSecond, cpuMs } = await run(
      WARM + (at + 1) * count,
      together === 1 ? Math.ceil(count / 4) : count,
      together,
    )
    rows.push([`${together} at once`, perSecond.toFixed(0), cpuMs.toFixed(2)])
  }
  return rows
}
