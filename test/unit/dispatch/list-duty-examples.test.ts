import { describe, expect, it } from 'vitest'
import { splitDuties } from '../../../src/dispatch/list-duty-examples.ts'

describe('duties as examples', () => {
  it('takes a sentence apart into what it lists, without whose duties they are', () => {
    expect(splitDuties('交通局规划与管理大众运输，包含：公车路线规划、捷运监督、路、停车场管理等。')).toEqual(
      ['公车路线规划', '捷运监督', '停车场管理等'],
    )
    expect(splitDuties('养犬登记办狗证、遛狗不牵绳')).toEqual(['养犬登记办狗证', '遛狗不牵绳'])
  })
})
