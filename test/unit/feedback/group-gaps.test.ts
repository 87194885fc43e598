import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { groupGaps, termsOf } from '../../../src/feedback/gaps/group-gaps.ts'

const asked = (
  id: string,
  words: string[],
  officials: string[] = [],
  nearestId: string | null = null,
  matter = '',
) => ({
  id,
  terms: termsOf(words, officials),
  nearestId,
  matter,
})

describe('questions that ask the same', () => {
  test('stand together whatever the order of their words, and apart from others', () => {
    const questions = [
      asked('a', ['无人机', '市区', '放飞', '登记']),
      asked('b', ['市区', '放飞', '无人机', '登记']),
      asked('c', ['养犬', '登记']),
      asked('d', ['企鹅', '家里', '养']),
    ]
    expect(groupGaps(questions)).toEqual([['a', 'b'], ['c'], ['d']])
  })

  test('stand together by the official words behind them', () => {
    const questions = [
      asked('a', ['暂住', '到期'], ['居住证']),
      asked('b', ['居住证', '到期']),
      asked('c', ['社保卡', '到期'], ['社会保障卡']),
    ]
    expect(groupGaps(questions)).toEqual([['a', 'b'], ['c']])
  })

  test('need less in common where the same entry came nearest', () => {
    const words = (nearest: string) => [
      asked('a', ['公园', '放风筝', '开放', '时间'], [], 'park'),
      asked('b', ['风筝', '哪个', '公园'], [], nearest),
    ]
    expect(groupGaps(words('park'))).toHaveLength(1)
    expect(groupGaps(words('lamp'))).toHaveLength(2)
  })

  test('stand together whatever their words where one missing matter is asked for, and apart from the same words without it', () => {
    const questions = [
      asked('a', ['离婚', '去哪', '登记'], [], null, '离婚登记'),
      asked('b', ['两口子', '过不下去'], [], null, '离婚登记'),
      asked('c', ['离婚', '去哪', '登记'], [], null, '离婚诉讼'),
      asked('d', ['过不下去', '两口子']),
    ]
    expect(groupGaps(questions)).toEqual([['a', 'b'], ['c'], ['d']])
  })

  test('each stands in exactly one group, the first of a group first', () => {
    const word = fc.constantFrom('灯', '路灯', '井盖', '社保', '公积金', '落户', '停车', '噪声')
    fc.assert(
      fc.property(fc.array(fc.array(word, { minLength: 1, maxLength: 5 }), { maxLength: 40 }), (list) => {
        const questions = list.map((words, at) => asked(String(at), words))
        const groups = groupGaps(questions)
        expect(
          groups
            .flat()
            .map(Number)
            .sort((a, b) => a - b),
        ).toEqual(list.map((_, at) => at))
        for (const group of groups) expect(group).toEqual([...group].sort((a, b) => Number(a) - Number(b)))
      }),
    )
  })
})
