import type { CityFile } from '../contracts/knowledge-file.ts'
import { tagWords } from './segment.ts'

export type Place = { text: string; districtId?: string }
type Span = { from: number; to: number; districtId?: string; isNamed: boolean }

/** The city's own names, ready to be looked up. `findPlaces` expects the segmenter to know them as whole words. */
export type Gazetteer = { names: { name: string; districtId: string }[] }

/** Collects district names, aliases, streets and landmarks, longest first, so that 枫林西路 is found before 枫林. */
export const buildGazetteer = (city: CityFile): Gazetteer => ({
  names: city.districts
    .flatMap((district) =>
      [district.name, ...district.aliases, ...district.streets, ...district.landmarks].map((name) => ({
        name,
        districtId: district.id,
      })),
    )
    .sort((left, right) => right.name.length - left.name.length),
})

const KINDS = [
  '省',
  '市',
  '区',
  '县',
  '镇',
  '乡',
  '街道',
  '社区',
  '居委会',
  '村委会',
  '村',
  '屯',
  '组',
  '路',
  '大道',
  '街',
  '巷',
  '弄',
  '胡同',
  '里',
  '桥',
  '高架',
  '隧道',
  '小区',
  '花园',
  '花苑',
  '家园',
  '新村',
  '公寓',
  '苑',
  '府',
  '城',
  '湾',
  '庭',
  '大厦',
  '广场',
  '商场',
  '商城',
  '超市',
  '市场',
  '购物中心',
  '写字楼',
  '工业园',
  '产业园',
  '园区',
  '软件园',
  '公园',
  '景区',
  '湖',
  '河',
  '水库',
  '学校',
  '小学',
  '中学',
  '一中',
  '二中',
  '三中',
  '高中',
  '大学',
  '学院',
  '幼儿园',
  '医院',
  '卫生院',
  '车站',
  '地铁站',
  '公交站',
  '火车站',
  '高铁站',
  '码头',
  '机场',
  '收费站',
  '服务区',
  '工地',
  '家属院',
  '宿舍',
  '厂',
  '楼盘',
  '派出所',
]
const ENDS_AS_PLACE = new RegExp(`(?:${KINDS.sort((a, b) => b.length - a.length).join('|')})$`)
/** Kind words that need a name before them. */
const KIND_ALONE = new Set(KINDS)
/** Words that only look like a place by their last character. */
const NEVER_A_PLACE = new Set(
  '马路 道路 公路 铁路 网络 线路 电路 走路 思路 半路 一路 城市 上市 本市 全市 市区 城区 地区 农村 小组 家里 这里 那里 哪里 夜里 心里 水里 手里 屋里 嘴里 公里 政府 工厂 门市 股市 楼市 学区 辖区 居民区 里 城 府 组 湾 庭 苑 厂 门路 销路 上街 逛街'.split(
    ' ',
  ),
)
const NAME_TAG = /^(?:n|a$|b$|eng|x$|j$|f$|m$|q$|k$|z$|t$)/
const NUMBERED =
  /^\s*(?:第?[a-z]?\d{1,5}[a-z]?(?:-\d{1,4})?|第?[一二三四五六七八九十]{1,3})\s*(?:号楼|号院|号|栋|幢|座|单元|楼|层|室|期|区|弄|组|队|巷|支路|路)/i

/** Steps back over the words that may name what the kind word closes: 锦绣|小区, 和平|西|路. */
const stepBack = (words: readonly { word: string; tag: string }[], index: number): number => {
  let first = index
  while (first > 0 && index - first < 3) {
    const before = words[first - 1]
    if (!before || !NAME_TAG.test(before.tag) || !/^[\p{Script=Han}A-Za-z0-9]+$/u.test(before.word)) break
    if (
      /^(?:投诉|举报|反映|反应|咨询|求助|建议|表扬|人|家|楼|情况|问题|部门|领导|业主|居民|市民|单位|老板|邻居|现在|今天|昨天|附近|旁边|门口|对面|楼下|有人|晚上|半夜|今早|今晚)$/.test(
        before.word,
      )
    )
      break
    first -= 1
  }
  return first
}

const findGenericSpans = (text: string): Span[] => {
  const words = tagWords(text)
  const spans: Span[] = []
  let offset = 0
  const starts = words.map(({ word }) => {
    const at = text.indexOf(word, offset)
    offset = at + word.length
    return at
  })
  words.forEach(({ word }, index) => {
    if (!ENDS_AS_PLACE.test(word)) return
    if (NEVER_A_PLACE.has(word)) return
    const isGeneric = KIND_ALONE.has(word)
    const first = isGeneric || word.length <= 2 ? stepBack(words, index) : index
    if (first === index && (isGeneric || word.length < 3)) return
    spans.push({ from: starts[first] ?? 0, to: (starts[index] ?? 0) + word.length, isNamed: true })
  })
  return spans
}

const findKnownSpans = (text: string, gazetteer: Gazetteer): Span[] => {
  const spans: Span[] = []
  const isTaken = (from: number, to: number) => spans.some((span) => from < span.to && to > span.from)
  for (const { name, districtId } of gazetteer.names) {
    for (let from = text.indexOf(name); from >= 0; from = text.indexOf(name, from + name.length)) {
      if (!isTaken(from, from + name.length))
        spans.push({ from, to: from + name.length, districtId, isNamed: true })
    }
  }
  return spans
}

/** Joins what touches or overlaps, and takes the door number behind it along. */
const joinSpans = (text: string, spans: Span[]): Span[] => {
  const joined: Span[] = []
  for (const span of spans.sort((a, b) => a.from - b.from || b.to - a.to)) {
    const last = joined.at(-1)
    if (last && /^[\s,、的]?$/.test(text.slice(last.to, span.from)) && span.from - last.to <= 1) {
      last.to = Math.max(last.to, span.to)
      if (last.districtId === undefined && span.districtId !== undefined) last.districtId = span.districtId
    } else joined.push({ ...span })
    const open = joined.at(-1)
    if (!open) continue
    for (let part = 0; part < 5; part += 1) {
      const number = NUMBERED.exec(text.slice(open.to))
      if (!number) break
      open.to += number[0].length
    }
  }
  return joined
}

/**
 * Places named in normalised text, each as the longest run of words that belongs together
 * ("西桥区织锦路12号锦绣小区3栋"), with the district where the city's own names tell it. At most 10.
 * Generic words alone (小区, 学校) are not places: nobody could go there.
 */
export const findPlaces = (text: string, gazetteer: Gazetteer): Place[] => {
  const joined = joinSpans(text, [...findKnownSpans(text, gazetteer), ...findGenericSpans(text)])
  const seen = new Map<string, Place>()
  for (const span of joined) {
    const place = text.slice(span.from, span.to).trim()
    if (!seen.has(place))
      seen.set(
        place,
        span.districtId === undefined ? { text: place } : { text: place, districtId: span.districtId },
      )
  }
  return [...seen.values()].slice(0, 10)
}
