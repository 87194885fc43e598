import { describe, expect, it } from 'vitest'
import type { SpecialRouteFile } from '../../../src/contracts/knowledge-file.ts'
import { readCityFiles } from '../../../src/knowledge-base/read-city-files.ts'
import { createDangerFinder } from '../../../src/understanding/detect-danger.ts'
import { createSpecialRouteFinder } from '../../../src/understanding/detect-special-route.ts'
import { normaliseText } from '../../../src/understanding/normalise-text.ts'

const files = readCityFiles('knowledge')
const { specialRoutes } = files.rules
const questions = files.entries.flatMap(({ question, similar }) => [question, ...similar])
const find = createDangerFinder(specialRoutes, {
  examples: files.dangerExamples!,
  ordinary: questions,
})
const numberFor = (text: string) => find(normaliseText(text))?.number

describe('danger in the words people find', () => {
  it.each([
    ['楼梯口的鞋柜烧着了,烟一直往我家灌', '119'],
    ['我们宿舍楼有间屋往外喷火,里面的人在拍窗', '119'],
    ['一股子煤气味儿,我妈躺里屋喊不醒', '119'],
    ['大爷扶了下漏电的灯杆就栽倒了,手还粘着', '119'],
    ['俺家小子腿夹在水泥缝里头了,哭得不行', '119'],
    ['姥爷吃早饭时手里筷子掉了,话也说不利索,半边脸耷拉着', '120'],
    ['孩子把一板降糖药嚼了,这会儿直冒冷汗', '120'],
    ['皮卡把推婴儿车的大姐撞飞了,人没动静', '122'],
    ['隔壁男的抡着铁锤追他媳妇,满脸是血', '110'],
    ['有个人撬我家门,我带娃躲在厕所不敢吱声', '110'],
    ['我爹有老年痴呆,早上出去遛弯到这会儿还没回家', '110'],
    ['刚才按那个客服说的输了密码,卡里六万块全没了', '110'],
  ])('%s', (text, number) => {
    expect(numberFor(text)).toBe(number)
  })

  it('hears somebody who says goodbye without naming death', () => {
    expect(numberFor('遗书我压在枕头底下了,药也吃了一半,就不麻烦大家了')).toMatch(/^(12356|120)$/)
    expect(numberFor('站在阳台栏杆外面了,不想再撑了')).toBe('12356')
  })

  it('reads through dialect, typing mistakes and a missing comma', () => {
    expect(numberFor('屋头着火咯烟大得很快点喊消防')).toBe('119')
    expect(numberFor('煤汽管子漏汽了滋滋的响闻着头昏')).toBe('119')
  })

  it('finds the danger in the middle of a story that began as a complaint', () => {
    const story =
      '我本来是想问一下我们小区物业费的事情,从去年开始就涨了三毛,业主群里吵了很久也没有结果。不过现在先不说这个了,' +
      '我刚走到楼下看见三楼的窗户往外冒黑烟,里面有个老太太趴在窗口喊救命,保安说他没有钥匙进不去。' +
      '物业经理的电话也一直没有人接,你们看这个事情应该找谁。'
    expect(story.length).toBeGreaterThan(120)
    expect(numberFor(story)).toBe('119')
  })
})

describe('what only sounds like danger', () => {
  it.each([
    '前年我家仓库着过火,保险公司到现在没赔',
    '消防演练定在哪一天,会不会放烟',
    '燃气报警器过期了去哪里换新的',
    '触电急救的培训怎么报名',
    '这个楼盘跳楼价是不是骗人的',
    '上个月电梯困过人,物业一直没换零件',
    '交通事故责任认定书多久能拿到',
    '我爸去年脑梗,残疾证要准备什么材料',
    '楼下烧烤摊油烟太大,窗户都不敢开',
    '心理咨询门诊几点上班',
    '老板拖着工资不发,气死我了',
    '反诈中心的电话是多少',
  ])('%s', (text) => {
    expect(numberFor(text)).toBeUndefined()
  })

  it('does not alarm at a long letter full of old fires, falls and hospitals', () => {
    const letter =
      '尊敬的领导,我们是老纺织厂宿舍的住户。这栋楼建于一九八三年,电线老化严重,前年二楼着过一次火,当时烧掉了半间厨房,好在没有人受伤。' +
      '楼梯扶手也断了,去年有位老人从台阶上摔下来住了半个月医院。我们多次向街道反映,都说要等改造计划。' +
      '冬天家家户户烧煤取暖,大家都担心煤气中毒。希望今年能把我们楼列入老旧小区改造,恳请有关部门给一个明确的时间。'
    expect(numberFor(letter)).toBeUndefined()
  })

  it('leaves the questions of the knowledge base to the knowledge base, unless they are emergencies themselves', () => {
    const alarming = questions.filter((text) => find(normaliseText(text)))
    expect(alarming.length).toBeLessThanOrEqual(10)
    for (const text of alarming) expect(text).toMatch(/断了掉|反锁|转给骗子|被骗|电梯|撞了人|打孩子/)
  })
})

describe('what a city teaches', () => {
  const route = (id: string, number: string, patterns: string[]): SpecialRouteFile => ({
    id,
    name: id,
    danger: true,
    number,
    ...{ disposition: 'transfer', door: number, referral: 'emergency', record: true },
    reasonCode: id,
    patterns,
    except: [],
    says: '请拨打电话',
  })
  const routes = [route('fire', '119', ['着火']), route('ill', '120', ['晕倒'])]
  const examples = {
    danger: [
      { route: 'fire', texts: ['屋里有火往外跑', '火往楼上跑', '满屋子烟', '烟往屋里钻'] },
      { route: 'ill', texts: ['老人叫不醒', '孩子叫不醒了', '他没有呼吸', '喘不上气'] },
    ],
    ordinary: ['火车票怎么退', '身份证怎么补', '公园几点关门', '路灯不亮', '去年着火的事'],
  }

  it('a sentence among the danger examples is danger ever after, one among the ordinary never again', () => {
    const taught = createDangerFinder(routes, { examples })
    expect(taught('满屋子烟')?.id).toBe('fire')
    expect(taught('孩子叫不醒了')?.id).toBe('ill')
    expect(taught('去年着火的事')).toBeUndefined()
    expect(createSpecialRouteFinder(routes)('去年着火的事')?.id).toBe('fire')
  })

  it('without examples the patterns decide alone', () => {
    const plain = createDangerFinder(routes)
    expect(plain('楼下着火了')?.id).toBe('fire')
    expect(plain('满屋子烟')).toBeUndefined()
  })

  it('says the same for the same words, however often and after whatever else', () => {
    const texts = ['楼下着火了', '身份证怎么补', '老人叫不醒了快来', '']
    const taught = createDangerFinder(routes, { examples })
    const again = createDangerFinder(routes, { examples })
    const first = texts.map((text) => taught(text)?.id)
    expect([...texts].reverse().map((text) => taught(text)?.id)).toEqual([...first].reverse())
    expect(texts.map((text) => again(text)?.id)).toEqual(first)
  })
})

describe('other doors', () => {
  const other = createSpecialRouteFinder(specialRoutes.filter(({ danger }) => !danger))
  it.each([
    '打官司请律师去哪里申请法律援助',
    '对判决不服该找哪个部门',
    '干部公车私用向谁反映',
    '信访答复不满意怎么办',
  ])('a question about the way gets an answer, not a refusal: %s', (text) => {
    expect(other(normaliseText(text))).toBeUndefined()
  })

  it.each([
    ['我的案子法院已经判了,对方拖着不履行,你们帮我催一催', 'litigation'],
    ['我要举报我们村主任贪污修路款', 'discipline'],
    ['我已经申请了劳动仲裁,公司还是不给钱', 'arbitration'],
  ])('a matter that already lies elsewhere is sent there: %s', (text, id) => {
    expect(other(normaliseText(text))?.id).toBe(id)
  })
})
