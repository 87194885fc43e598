import { expect, test } from 'vitest'
import { splitAround } from '../../../../channels/web-chat/widget/chat/split-around.ts'

test('the article folds out around the quoted words, and not where it says nothing more', () => {
  const around = '第四条　五日内发证。工本费十元。低保免收。'
  expect(splitAround({ text: '工本费十元。', around, at: 10 })).toEqual({
    before: '第四条　五日内发证。',
    after: '低保免收。',
  })
  expect(splitAround({ text: around, around, at: 0 })).toBeNull()
  expect(splitAround({ text: '工本费十元。', around, at: 3 })).toBeNull()
})
