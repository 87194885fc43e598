import { beforeEach, expect, test } from 'vitest'
import { DocumentFile, EntryFile } from '../../src/contracts/knowledge-file.ts'
import type { StaffMember } from '../../src/contracts/staff.ts'
import {
  findEntry,
  listPublished,
  listVersions,
  searchEntries,
} from '../../src/knowledge-base/entry-repository.ts'
import { fromDocumentFile, fromEntryFile, importEntries } from '../../src/knowledge-base/import-entries.ts'
import { publishVersion } from '../../src/knowledge-base/publish-version.ts'
import { buildDesk, type TestDesk } from '../support/build-desk.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const entry = (id: string, answer = '路灯坏了请报修，一般三天内修好。') =>
  fromEntryFile(
    EntryFile.parse({
      id,
      category: '01-01',
      question: `路灯不亮怎么报修 ${id}`,
      similar: ['灯不亮', '路灯坏了', '路上黑', '灯杆歪了', '路灯闪'],
      answer,
      department: 'lights',
      scope: '全市',
      validFrom: '2026-01-01',
      reviewOn: '2027-01-01',
    }),
  )
const kites = (text: string) =>
  fromDocumentFile(
    DocumentFile.parse({
      id: 'kites',
      category: '01-01',
      name: '公园放风筝管理办法',
      number: '园发〔2026〕7号',
      department: 'lights',
      issuedOn: '2026-03-01',
      summary: '公园里放风筝要守什么规矩。',
      scope: '全市公园',
      validFrom: '2026-04-01',
      reviewOn: '2027-04-01',
      text,
    }),
    '市园林绿化局',
  )
const KITE_TEXT =
  '第一条　为了规范公园放风筝，制定本办法。\n第二条　不得在高压线下放风筝，线长不超过一百米，大风天气停止放飞。'
const editor: StaffMember = {
  id: 's-1',
  login: 'bianji',
  name: '周编辑',
  roles: ['editor'],
  departmentId: null,
}
const edit = (basedOn: number, answer: string) => ({
  question: '路灯不亮怎么报修',
  similar: ['灯不亮'],
  answer,
  details: '',
  state: 'published' as const,
  reason: '电话换了',
  basedOn,
})

describeOnEachDatabase('the knowledge base', (open) => {
  let desk: TestDesk
  beforeEach(async () => {
    desk = buildDesk(await open())
  })
  const bring = (...entries: ReturnType<typeof entry>[]) => importEntries(desk, 'city', entries, 'file')

  test('importing the same files twice changes nothing the second time', async () => {
    expect(await bring(entry('lamp'), entry('tree'))).toMatchObject({ created: 2, unchanged: 0 })
    expect(await bring(entry('lamp'), entry('tree'))).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
    expect((await findEntry(desk.db, 'lamp'))?.version).toBe(1)
  })

  test('a changed file becomes a new version and the old one stays readable', async () => {
    await bring(entry('lamp'))
    expect(await bring(entry('lamp', '路灯坏了请报修，一般两天内修好。'))).toMatchObject({ updated: 1 })
    const versions = await listVersions(desk.db, 'lamp')
    expect(versions.map((v) => v.version)).toEqual([2, 1])
    expect(versions[1]?.answer).toContain('三天')
  })

  test('an entry that left the files is retired and comes back when the file does', async () => {
    await bring(entry('lamp'), entry('tree'))
    expect(await bring(entry('lamp'))).toMatchObject({ retired: 1 })
    expect((await listPublished(desk.db)).map((e) => e.id)).toEqual(['lamp'])
    await bring(entry('lamp'), entry('tree'))
    expect((await listPublished(desk.db)).map((e) => e.id)).toEqual(['lamp', 'tree'])
  })

  test('a document keeps its text, number, issuer and date through every version', async () => {
    await bring(kites(KITE_TEXT), entry('lamp'))
    expect(await bring(kites(KITE_TEXT), entry('lamp'))).toMatchObject({ unchanged: 2 })
    expect(await bring(kites(`${KITE_TEXT}\n第三条　本办法自公布之日起施行。`), entry('lamp'))).toMatchObject(
      { updated: 1 },
    )
    await publishVersion(desk, editor, 'kites', { ...edit(2, '公园放风筝的规矩。'), details: KITE_TEXT })
    const found = await findEntry(desk.db, 'kites')
    expect(found).toMatchObject({
      kind: 'document',
      version: 3,
      details: KITE_TEXT,
      document: { number: '园发〔2026〕7号', issuer: '市园林绿化局', issuedOn: '2026-03-01' },
    })
    const versions = await listVersions(desk.db, 'kites')
    expect(versions.map(({ details }) => details.includes('第三条'))).toEqual([false, true, false])
    expect((await findEntry(desk.db, 'lamp'))?.document).toBeNull()
  })

  test('what a person wrote is never overwritten by an import', async () => {
    await bring(entry('lamp'))
    await publishVersion(desk, editor, 'lamp', edit(1, '请打照明处电话报修。'))
    expect(await bring(entry('lamp', '文件里又改了一次的答案。'))).toMatchObject({
      keptHumanEdit: 1,
      updated: 0,
    })
    expect(await findEntry(desk.db, 'lamp')).toMatchObject({
      answer: '请打照明处电话报修。',
      updatedBy: '周编辑',
      version: 2,
    })
  })

  test('of two editors on the same version one publishes and the other is told', async () => {
    await bring(entry('lamp'))
    const both = await Promise.allSettled([
      publishVersion(desk, editor, 'lamp', edit(1, '第一位编辑写的答案。')),
      publishVersion(desk, editor, 'lamp', edit(1, '第二位编辑写的答案。')),
    ])
    expect(both.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
    const refused = both.find((r) => r.status === 'rejected')
    expect(refused?.reason).toMatchObject({ code: 'conflict' })
    expect((await listVersions(desk.db, 'lamp')).length).toBe(2)
  })

  test('a search takes the words literally and ignores letter case', async () => {
    await bring(entry('lamp', '可以打 ABC 热线，满意率100%。'), entry('tree'))
    const found = async (words: string) =>
      (await searchEntries(desk.db, desk.engine, words, 10)).map((e) => e.id)
    expect(await found('abc')).toEqual(['lamp'])
    expect(await found('100%')).toEqual(['lamp'])
    expect(await found('1_0%')).toEqual([])
  })
})
