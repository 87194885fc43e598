import { describe, expect, it } from 'vitest'
import { CityFile, type SpecialRouteFile } from '../../../src/contracts/knowledge-file.ts'
import { EMPTY_LEXICON } from '../../../src/understanding/lexicon.ts'
import { createUnderstanding } from '../../../src/understanding/understand-text.ts'

const city = CityFile.parse({
  id: 'testville',
  name: '试城市',
  notice: '这座城市是虚构的',
  hotline: '12345',
  districts: [
    {
      id: 'east',
      name: '朝霞区',
      department: 'district-east',
      aliases: ['朝霞'],
      streets: ['晨光街道'],
      landmarks: ['晨光大道', '朝霞公园'],
    },
    {
      id: 'west',
      name: '暮云区',
      department: 'district-west',
      aliases: [],
      streets: ['晚枫镇'],
      landmarks: ['晚枫路'],
    },
  ],
  examples: ['问题一', '问题二', '问题三'],
  hotMatters: ['问题一', '问题二', '问题三'],
})
const route = (id: string, danger: boolean, patterns: string[], except: string[] = []): SpecialRouteFile => ({
  id,
  name: id,
  danger,
  ...{ disposition: 'inform', door: '专线', referral: 'statutory', record: true },
  reasonCode: id,
  patterns,
  except,
  says: '请拨打专线',
})
const understand = createUnderstanding({
  lexicon: { ...EMPTY_LEXICON, stopWords: new Set(['请问', '的', '了', '吗']) },
  city,
  specialRoutes: [
    route('court', false, ['法院|判决']),
    route('fire', true, ['着火|起火|冒烟'], ['预防|演练']),
  ],
})
/** Saturday, 21 November 2026, half past eleven at night in China. */
const now = new Date('2026-11-21T15:30:00Z')
const on = (text: string) => understand(text, now).entities.dates.map((date) => date.on)

describe('what is named in a message', () => {
  it('finds mobile, landline and service numbers, written with or without separators', () => {
    const { phones } = understand('打我手机+86 139-1234-5678,座机0571-87654321,或400-820-8820', now).entities
    expect(phones).toEqual(['13912345678', '0571-87654321', '400-820-8820'])
  })

  it('takes an identity number only with a right check digit, and never a phone out of it', () => {
    const { entities } = understand('身份证11010519491231002X,另一个110105194912310021', now)
    expect(entities.idCards).toEqual(['11010519491231002X'])
    expect(entities.phones).toEqual([])
  })

  it('finds our ticket numbers', () => {
    expect(understand('20261121-00042这个单子', now).entities.ticketNumbers).toEqual(['20261121-00042'])
  })

  it.each([
    ['昨天晚上八点', '2026-11-20'],
    ['大前天', '2026-11-18'],
    ['11月3日', '2026-11-03'],
    ['十二月二十五号', '2026-12-25'],
    ['去年9月1日', '2025-09-01'],
    ['2026-10-08', '2026-10-08'],
    ['上周五', '2026-11-13'],
    ['周五', '2026-11-20'],
    ['下周一', '2026-11-23'],
    ['三天前', '2026-11-18'],
    ['上个月15号', '2026-10-15'],
  ])('resolves %s', (text, day) => {
    expect(on(`${text}发生的`)).toEqual([day])
  })

  it('leaves a day open that is not in the calendar', () => {
    expect(understand('2月30日的事', now).entities.dates).toEqual([{ text: '2月30日' }])
  })

  it('gives the longest place and the district the city knows it by', () => {
    const { places } = understand('朝霞区晨光大道12号锦绣小区3栋楼下夜市太吵', now).entities
    expect(places).toEqual([{ text: '朝霞区晨光大道12号锦绣小区3栋', districtId: 'east' }])
  })

  it('finds places the city file does not list, and no place in general words', () => {
    expect(understand('向阳花园门口积水', now).entities.places.map((place) => place.text)).toEqual([
      '向阳花园',
    ])
    expect(understand('请问居住证哪里办', now).entities.places).toEqual([])
  })
})

describe('special routes', () => {
  it('puts danger before everything else', () => {
    expect(understand('法院旁边的楼起火了', now).specialRoute?.id).toBe('fire')
  })

  it('honours what is excepted, sentence by sentence', () => {
    expect(understand('怎么预防着火', now).specialRoute).toBeUndefined()
    expect(understand('社区搞过预防着火的讲座。现在隔壁冒烟了', now).specialRoute?.id).toBe('fire')
  })

  it('makes danger critical and risk to people urgent', () => {
    expect(understand('楼道着火', now).urgency).toBe('critical')
    expect(understand('路边电线杆漏电', now).urgency).toBe('urgent')
    expect(understand('居住证怎么续签', now).urgency).toBe('normal')
  })
})

describe('what the citizen wants', () => {
  it.each([
    ['我要投诉小区物业乱收停车费', 'complaint'],
    ['怎么投诉物业', 'consult'],
    ['投诉物业打什么电话', 'consult'],
    ['楼下装修吵了一个月,反映几次了还管不管?', 'complaint'],
    ['噪音投诉', 'complaint'],
    ['退休后医保怎么转移', 'consult'],
    ['居住证 补办', 'consult'],
    ['举报隔壁仓库私自生产假酒', 'report'],
    ['晚枫路的路灯坏了,麻烦派人修一下', 'help'],
    ['建议在晚枫路口加装红绿灯', 'suggestion'],
    ['表扬一下昨天值班的李师傅,服务特别耐心', 'praise'],
    ['上次反映的事情处理得怎么样了', 'progress'],
    ['20261121-00042办好了吗', 'progress'],
    ['上礼拜反映的事有没有下文', 'progress'],
    ['投诉的那件事怎么没动静了', 'progress'],
    ['反映问题去哪里', 'consult'],
    ['别跟我绕了,转人工', 'human'],
    ['晚枫路口的井盖丢了一个,晚上看不见', 'help'],
    ['路灯好几天都不亮了', 'help'],
    ['办护照要几天', 'consult'],
    ['家里停水两天了,麻烦派人来看看', 'help'],
    ['健身房关门,办卡的钱不退,老板电话不接', 'complaint'],
    ['窗口工作人员态度很差,推来推去跑了三趟', 'complaint'],
    ['有一家诊所没有执照还在给人打针', 'report'],
    ['化工厂夜里往河里偷排污水', 'report'],
    ['关于晚枫路绿化的建议。路边可以多种些树', 'suggestion'],
    ['楼上漏水他就是不修怎么办', 'consult'],
    ['老板拖欠工资去哪里告', 'consult'],
    ['被裁了能赔几个月', 'consult'],
    ['你好', 'smalltalk'],
    ['谢谢啦', 'smalltalk'],
  ])('%s → %s', (text, intent) => {
    expect(understand(text, now).intent).toBe(intent)
  })
})

describe('redaction', () => {
  it('masks phones, identity and card numbers and doors, and leaves streets readable', () => {
    const { redacted } = understand(
      '我住晚枫路18号2栋301室,电话13912345678,身份证110105194912310021,卡号6222 0212 3456 7890 123',
      now,
    )
    expect(redacted).toContain('晚枫路')
    expect(redacted).not.toMatch(/\d{7,}/)
    for (const secret of ['18号', '301', '12345678', '194912310021', '7890'])
      expect(redacted).not.toContain(secret)
  })

  it('leaves the hotline number and our ticket numbers alone', () => {
    expect(understand('打12345查20261121-00042', now).redacted).toBe('打12345查20261121-00042')
  })
})
