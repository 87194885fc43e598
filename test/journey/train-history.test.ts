import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findNewestModel } from '../../src/dispatch/learned-model-repository.ts'
import { followMatters } from '../../src/start-background.ts'
import { openTown, type Town } from '../support/open-town.ts'

const dir = mkdtempSync(join(tmpdir(), 'yingsheng-train-'))
// A town of its own: what it learns from its history would route every other story's complaints.
let town: Town
let matters: ReturnType<typeof followMatters>
beforeAll(async () => {
  town = await openTown()
  matters = followMatters(town.desk, town.tail)
  await town.tail.start()
})
afterAll(async () => {
  await matters.stop()
  await town.close()
  rmSync(dir, { recursive: true, force: true })
})

/** The operator's command in a process of its own, on the database the town runs on. */
const runTrain = (file: string): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    const args = [
      '--import',
      'tsx',
      'scripts/train.ts',
      file,
      '--map',
      'text=内容,category=类别,department=单位,type=类型,urgency=缓急',
    ]
    const env = { ...process.env, DATABASE_URL: town.databaseUrl }
    execFile(process.execPath, args, { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr })
    })
  })

test('a city trains on its own history by one command; the running desk advises by it; what it does not know is said', async () => {
  const rows = Array.from({ length: 30 }, (_, i) =>
    i % 2 === 0
      ? `"第${i}号摇摇车吞了硬币不动,商场推给厂家",商品质量与退换,市市场监管局,求助,一般`
      : `"第${i}座玻璃栈道晃得厉害,桥面有缝",没有的类别,市文广旅局,投诉,很急`,
  )
  const path = join(dir, 'history.csv')
  writeFileSync(path, `内容,类别,单位,类型,缓急\n${rows.join('\n')}\n`)
  const { code, said } = await runTrain(path)
  expect(said).toContain('没有的类别(15)')
  expect(said).toContain('很急(15)')
  expect(said).toMatch(/诉求类型：第 1 版，30 条例子，2 个结果/)
  expect(said).toMatch(/承办单位：第 1 版，30 条例子，2 个结果。五折检验：第一个对 100\.0%/)
  expect(code).toBe(0)
  expect(await findNewestModel(town.desk.db, 'unit')).toMatchObject({ version: 1, examples: 30 })

  const advice = () =>
    town.desk
      .route({ text: '商场的摇摇车吞了硬币', districtId: null })
      .candidates.find((c) => c.why.includes('已办工单'))
  for (let waited = 0; waited < 50 && !advice(); waited++) {
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  expect(advice()?.why ?? '').toContain('本市 30 件已办工单')
}, 180_000)
