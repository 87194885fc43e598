import { expect, test } from 'vitest'
import { readLexiconFiles } from '../../../src/knowledge-base/read-city-files.ts'
import { findOffTopic } from '../../../src/understanding/find-off-topic.ts'
import { LexiconError, parseLexicon } from '../../../src/understanding/lexicon.ts'

const { offTopic } = parseLexicon(readLexiconFiles('knowledge'))

test.each([
  ['下周去杭州的机票多少钱', '订票出行'],
  ['双色球今晚几点开奖，买什么号好', '彩票'],
  ['帮我写一首中秋节的诗', '写作'],
  ['PYTHON怎么读文件', '编程'],
])('“%s” is none of our business: %s', (text, topic) => {
  expect(findOffTopic(text, offTopic)).toBe(topic)
})

test.each([
  '台风来了学校停不停课',
  '网上炒股被骗了去哪报案',
  '楼下彩票店半夜还在放音乐',
  '机票退票被扣了一大半，找谁投诉',
  '隔壁算命的骗了我妈三千块',
  '老板跑了工资怎么追回来',
  '微信怎么交社保',
  '点外卖吃坏肚子找谁',
  '孩子玩王者荣耀充了钱能退吗',
  '放学后在学校写作业那个班怎么收费',
  'juzhuzheng zenbanli',
  '租金价格谁来管',
  '居住证怎么办',
  '孩子转学要什么材料',
])('“%s” may be ours', (text) => {
  expect(findOffTopic(text, offTopic)).toBeUndefined()
})

test('a line that cannot be read is named', () => {
  const offTopicFile = { name: 'off-topic.txt', text: '天气 = 下雨\n彩票 双色球\n' }
  expect(() => parseLexicon({ offTopic: offTopicFile })).toThrow(LexiconError)
})
