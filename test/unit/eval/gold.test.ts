import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  countMatters,
  countSpecial,
  GoldMatter,
  GoldSpecial,
  type JudgedMatter,
} from '../../../eval/judge-matters.ts'
import { countQuestions, GoldQuestion, type JudgedQuestion } from '../../../eval/judge-questions.ts'
import { readJsonLines } from '../../../eval/read-inputs.ts'
import { readCityFiles } from '../../../src/knowledge-base/read-city-files.ts'

const judged = (over: Partial<JudgedQuestion> & { entryId?: string }): JudgedQuestion => ({
  question: {
    id: 'q',
    query: '问',
    also: [],
    kind: over.entryId === undefined ? 'none' : 'colloquial',
    ...(over.entryId === undefined ? {} : { entryId: over.entryId }),
  },
  rank: 0,
  firstHit: '',
  outcome: 'declined',
  shown: [],
  isRight: false,
  ms: 1,
  ...over,
})

describe('the figures of the gold run', () => {
  it('count an answer with a wrong entry against us, and a right option as help', () => {
    const figures = countQuestions([
      judged({ entryId: 'a', rank: 1, outcome: 'answered', shown: ['a'], isRight: true }),
      judged({ entryId: 'a', rank: 2, outcome: 'answered', shown: ['b'] }),
      judged({ entryId: 'a', rank: 3, outcome: 'asked-back', shown: ['b', 'a'], isRight: true }),
      judged({ entryId: 'a', rank: 0, outcome: 'declined' }),
    ])
    expect(figures).toMatchObject({
      recallAt1: 0.25,
      recallAt3: 0.75,
      helped: 0.5,
      answerPrecision: 0.5,
      wrongAnswers: 0.25,
    })
  })

  it('do not count a question without an answer as declined when options were offered', () => {
    const figures = countQuestions([
      judged({ outcome: 'asked-back', shown: ['a', 'b'] }),
      judged({ outcome: 'declined' }),
      judged({ outcome: 'other-door' }),
      judged({ outcome: 'answered', shown: ['a'] }),
      judged({ entryId: 'a', outcome: 'declined' }),
    ])
    expect(figures.declineRecall).toBe(0.5)
    expect(figures.declinePrecision).toBeCloseTo(2 / 3)
  })

  it('do not call a matter that was left to triage a wrong dispatch', () => {
    const matter = (department: string, sentTo: string): JudgedMatter => ({
      matter: {
        id: 'c',
        text: '路灯不亮',
        type: 'help',
        category: '02-03',
        department,
        also_departments: ['power'],
      },
      intent: 'complaint',
      category: '02-03',
      categoryRank: 1,
      department: sentTo,
      score: 1,
      district: null,
      route: null,
    })
    const figures = countMatters([
      matter('urban-management', 'urban-management'),
      matter('urban-management', 'power'),
      matter('urban-management', 'triage'),
      matter('urban-management', 'water'),
    ])
    expect(figures).toMatchObject({
      department: 0.25,
      departmentLenient: 0.5,
      triage: 0.25,
      type: 0,
      typeLenient: 1,
    })
    expect(figures.wrongDispatch).toBeCloseTo(1 / 3)
  })

  it('tell a missed danger from a false alarm', () => {
    const special = (route: string | null, is: string | null) => ({
      special: { id: 's', text: '文', route },
      route: is,
    })
    expect(
      countSpecial([
        special('danger-fire', 'danger-fire'),
        special('danger-fire', null),
        special('litigation', 'arbitration'),
        special(null, 'danger-fire'),
        special(null, null),
      ]),
    ).toEqual({ n: 5, recall: 2 / 3, dangerRecall: 0.5, falseAlarms: 0.5, exactRoute: 1 / 3 })
  })
})

describe('the gold files', () => {
  const { rules, entries } = readCityFiles('knowledge')
  const questions = readJsonLines('eval/gold/questions.jsonl', GoldQuestion)
  const matters = readJsonLines('eval/gold/complaints.jsonl', GoldMatter)
  const specials = readJsonLines('eval/gold/special.jsonl', GoldSpecial)

  it('name only entries, leaves, departments, districts and routes that exist', () => {
    const known = (ids: string[], names: readonly string[]) => names.filter((name) => !ids.includes(name))
    const entryIds = entries.map(({ id }) => id)
    expect(
      known(
        entryIds,
        questions.flatMap(({ entryId, also }) => [...(entryId ? [entryId] : []), ...also]),
      ),
    ).toEqual([])
    expect(
      known(
        rules.categories.flatMap(({ children }) => children.map(({ id }) => id)),
        matters.map(({ category }) => category),
      ),
    ).toEqual([])
    const departments = [...rules.departments.map(({ id }) => id), 'triage']
    expect(
      known(
        departments,
        matters.flatMap((m) => [m.department, ...m.also_departments]),
      ),
    ).toEqual([])
    expect(
      known(
        rules.city.districts.map(({ id }) => id),
        matters.flatMap(({ place }) => place ?? []),
      ),
    ).toEqual([])
    expect(
      known(
        rules.specialRoutes.map(({ id }) => id),
        specials.flatMap(({ route }) => route ?? []),
      ),
    ).toEqual([])
  })

  it('ask nothing twice, and nothing in the very words of an entry', () => {
    const wordings = new Set(entries.flatMap(({ question, similar }) => [question, ...similar]))
    const queries = questions.map(({ query }) => query)
    expect(new Set(queries).size).toBe(queries.length)
    expect(queries.filter((query) => wordings.has(query))).toEqual([])
  })

  it('ask for every first-level area, and often enough for what we cannot answer', () => {
    const areaOf = new Map(entries.map(({ id, category }) => [id, category.slice(0, 2)]))
    const areas = new Set(questions.flatMap(({ entryId }) => (entryId ? [areaOf.get(entryId)] : [])))
    expect(areas.size).toBe(rules.categories.length)
    expect(questions.filter(({ entryId }) => entryId === undefined).length).toBeGreaterThanOrEqual(65)
    expect(specials.filter(({ route }) => route === null).length).toBeGreaterThanOrEqual(12)
  })

  it('hold the gate to figures with a date and a command', () => {
    const thresholds = JSON.parse(readFileSync('eval/gold/thresholds.json', 'utf8'))
    expect(thresholds).toMatchObject({
      measuredOn: expect.any(String),
      command: expect.stringContaining('gold'),
    })
    expect(Object.keys(thresholds.atLeast).length).toBeGreaterThan(5)
  })
})
