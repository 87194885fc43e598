import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkReply,
  listDemands,
  mustNameNobody,
  type ReplyQuestion,
} from '../../../src/dispatch/check-reply.ts'

const MATTER = {
  type: 'complaint' as const,
  matter:
    '澄心路12号楼下的烧烤店每天营业到凌晨三点，油烟直接往楼上排，噪声也很大。要求安装油烟净化设备。希望夜里十点以后不要再露天摆桌。',
  wish: '请查一下有没有营业执照',
  placeText: '澄心路12号',
  contactName: '王秀兰',
  contactPhone: '13800138000',
  confidential: false,
}
const GOOD =
  '您好，11月24日晚我局到澄心路12号现场查看，该店有营业执照，但油烟净化设备没有启用。已责令其当场开启，并于11月26日前清洗；夜里十点以后不得露天摆桌，11月25日复查时已收回店内。依据《大气污染防治法》第八十一条，再犯将处罚。'
const asks = (reply: string, contacted = true): ReplyQuestion[] => [
  ...new Set(checkReply(MATTER, reply, { contacted, knows: true }).findings.map((f) => f.question)),
]

describe('a reply is read before it leaves', () => {
  test('what is asked for is found in the wish and in the clauses that want something, not in the story', () => {
    expect(listDemands(MATTER)).toEqual([
      '请查一下有没有营业执照',
      '要求安装油烟净化设备',
      '希望夜里十点以后不要再露天摆桌',
    ])
  })
  test('what nobody did is story, and a wish said twice is one demand', () => {
    const wish = '希望今晚修好,另外请修剪树枝'
    const matter = '路灯坏了一个星期没人修。希望今晚修好，另外请修剪树枝'
    expect(listDemands({ matter, wish })).toEqual([wish])
  })
  test('a reply that answers everything, says what, when and on what ground, has no finding', () => {
    expect(checkReply(MATTER, GOOD, { contacted: true, knows: true }).findings).toEqual([])
    expect(checkReply(MATTER, GOOD, { contacted: true, knows: true }).questions.every((q) => q.ok)).toBe(true)
  })
  test('a demand it does not speak of is named in the citizen’s own words', () => {
    const checked = checkReply(MATTER, '11月24日已到现场，责令商家开启油烟净化设备，已清洗。', {
      contacted: true,
      knows: true,
    })
    expect(checked.findings.filter((f) => f.question === 'demands').map((f) => f.quote)).toEqual([
      '请查一下有没有营业执照',
      '希望夜里十点以后不要再露天摆桌',
    ])
  })
  test.each([
    ['领导高度重视，我们将进一步加强监管，感谢您对我们工作的支持与理解。', ['wording', 'result']],
    ['我们会尽快处理。', ['result']],
    ['您反映的问题不属于我单位职责范围，无法办理。', ['ground']],
    ['根据《物业管理条例》第三十二条，这件事不属于我单位职责范围，请向区住建局反映。', []],
  ] as [string, ReplyQuestion[]][])('%s', (reply, expected) => {
    const found = asks(reply)
    for (const question of expected) expect(found).toContain(question)
    if (!expected.includes('ground')) expect(found).not.toContain('ground')
    if (!expected.includes('wording')) expect(found).not.toContain('wording')
  })
  test('no contact on record is said, unless nobody left a phone', () => {
    expect(asks(GOOD, false)).toEqual(['contact'])
    expect(
      checkReply({ ...MATTER, contactPhone: '' }, GOOD, { contacted: false, knows: true }).findings,
    ).toEqual([])
  })
  test.each([
    ['name', '王秀兰您好，已处理。'],
    ['phone', '已电话联系138 0013 8000，问题已解决。'],
    ['phone with country code', '已联系+86-13800138000。'],
    ['identity number', '经核实，当事人身份证号为110105199003071234。'],
  ])('a citizen’s %s stops it, and it cannot leave', (_, reply) => {
    const stops = checkReply(MATTER, reply, { contacted: true, knows: true }).findings.filter(
      (f) => f.level === 'stop',
    )
    expect(stops).toHaveLength(1)
    expect(() => mustNameNobody(MATTER, reply, true)).toThrow(/请/)
  })
  test('an office’s own number may stand there', () => {
    expect(() => mustNameNobody(MATTER, '如有疑问请打0000-88010001或12345。', true)).not.toThrow()
    expect(
      checkReply(MATTER, '值班手机13900139000。', { contacted: true, knows: true }).findings[0]?.level,
    ).toBe('look')
  })
  test('whatever surrounds it, a phone in a reply never leaves', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('，', '：', '（', ' ', '到', '\n'),
        fc.constantFrom('13800138000', '138-0013-8000', '138 0013 8000'),
        fc.constantFrom('', '。', '，已解决', ')'),
        (before, phone, after) => {
          expect(() => mustNameNobody(MATTER, `已联系${before}${phone}${after}`, true)).toThrow()
        },
      ),
    )
  })
})

describe('to whoever may not see who wrote, a guess tells nothing', () => {
  const other = { ...MATTER, contactName: '赵德柱', contactPhone: '13911112222' }
  const GUESSES = [
    '王秀兰您好，路灯修好了。',
    '联系王秀兰女士后修好了。',
    '诉求人王秀兰，路灯修好了。',
    '秀兰说修好了。王秀兰知道。',
    '已联系13800138000，修好了。',
    '已联系1 3 8 0 0 1 3 8 0 0 0，修好了。',
    '已联系0000-88010001，修好了。',
    '尾号8000的号码打过了。',
  ]
  test.each(GUESSES)('%s', (reply) => {
    const answer = (ticket: typeof MATTER) => {
      let refusal = ''
      try {
        mustNameNobody(ticket, reply, false)
      } catch (error) {
        refusal = String(error)
      }
      return { ...checkReply(ticket, reply, { contacted: true, knows: false }), refusal }
    }
    expect(answer(MATTER)).toEqual(answer(other))
  })
  test('mobile numbers, names and identity numbers are refused alike, whosever they are', () => {
    for (const reply of ['打13700001111', '王小二您好', '联系李四先生', '身份证110105199003071234'])
      expect(() => mustNameNobody(MATTER, reply, false)).toThrow(/请/)
  })
  test('an office’s landline may stay, and a good reply has no finding', () => {
    expect(() => mustNameNobody(MATTER, '如有疑问请打0000-88010001。', false)).not.toThrow()
    expect(checkReply(MATTER, GOOD, { contacted: true, knows: false }).findings).toEqual([])
  })
  test('a demand is quoted without who made it', () => {
    const matter = '我叫王秀兰，希望打我13800138000说明小区3栋502楼上施工的处理结果'
    const { findings } = checkReply({ ...MATTER, matter, wish: '' }, '已办。', {
      contacted: true,
      knows: false,
    })
    const said = JSON.stringify(findings.filter((f) => f.question === 'demands'))
    expect(said).toContain('处理结果')
    for (const secret of ['王秀兰', '13800138000', '502']) expect(said).not.toContain(secret)
  })
})
