import { expect, test } from 'vitest'
import { readCityFiles } from '../../../src/knowledge-base/read-city-files.ts'
import { parseLexicon } from '../../../src/understanding/lexicon.ts'
import { createUnderstanding } from '../../../src/understanding/understand-text.ts'

test('a message of signs that unfold into eighteen letters each is not read at eighteen times its length', () => {
  const { rules, lexicon } = readCityFiles('knowledge')
  const understand = createUnderstanding({
    lexicon: parseLexicon(lexicon),
    city: rules.city,
    specialRoutes: rules.specialRoutes,
  })
  const meaning = understand('\uFDFA'.repeat(5_000), new Date('2026-11-23T02:00:00.000Z'))
  expect(meaning.text.length).toBeLessThanOrEqual(5_500)
  expect(understand('面积20㎡,电话①', new Date('2026-11-23T02:00:00.000Z')).text).toBe('面积20m2,电话1')
})
