import { describe, expect, it } from 'vitest'
import { readOption, readRejection, saysThanks } from '../../../src/intake/read-choice.ts'

const options = [
  { value: '居住证怎么申领？' },
  { value: '居住证到期了怎么签注续期？' },
  { value: '居住证有什么用？' },
]

describe('picking an option', () => {
  it.each([
    ['2', 1],
    ['第二个', 1],
    ['选1', 0],
    ['第三个吧', 2],
    ['最后一个', 2],
    ['居住证有什么用？', 2],
    ['到期的那个', 1],
    ['到期了那个', 1],
    ['我要问签注续期的那个', 1],
    ['居住证那个', null],
    ['多少钱', null],
    ['第五个', null],
  ])('%s', (text, at) => {
    expect(readOption(text, options)).toBe(at === null ? null : options[at])
  })
})

describe('refusing an answer', () => {
  it.each([
    ['不是这个', ''],
    ['换一个', ''],
    ['都不是', ''],
    ['不是这个,我问的是居住证', '居住证'],
    ['不对,我是问离婚证丢了', '离婚证丢了'],
  ])('%s', (text, instead) => {
    expect(readRejection(text)).toEqual({ instead })
  })
  it.each(['不是本地人怎么办居住证', '换一个驾照多少钱', '身份证丢了'])('%s is a question', (text) => {
    expect(readRejection(text)).toBeNull()
  })
  it('hears thanks', () => {
    expect(saysThanks('好的谢谢')).toBe(true)
    expect(saysThanks('谢谢你们修好了路灯')).toBe(false)
  })
})
