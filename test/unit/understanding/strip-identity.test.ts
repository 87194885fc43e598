import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasValidIdentityCheck } from '../../../src/understanding/number-patterns.ts'
import { findLeftover, stripIdentity } from '../../../src/understanding/strip-identity.ts'

/** text, the identity in it that must go, and the place or matter that must stay. */
const GOES: [text: string, gone: string, stays: string][] = [
  ['联系电话13800005678，澄心路12号路灯不亮', '13800005678', '澄心路12号路灯不亮'],
  ['手机 138 0000 5678 打不通', '5678', '打不通'],
  ['手机138-0000-5678', '0000', '手机'],
  ['请打+86 13800005678，楼道灯坏了', '13800005678', '楼道灯坏了'],
  ['１３８００００５６７８，路面塌陷', '5678', '路面塌陷'],
  ['1380\u200b0005678 路面塌陷', '5678', '路面塌陷'],
  ['座机010-62345678', '62345678', '座机'],
  ['家里电话87654321，燃气泄漏', '87654321', '燃气泄漏'],
  ['身份证11010519491231002X被冒用', '11010519491231002X', '被冒用'],
  ['身份证11010519491231002x被冒用', '1949', '被冒用'],
  ['身份证110105 19491231 0021，校验位错的也是人的', '19491231', '校验位错的'],
  ['卡号6222 0212 3456 7890 123没到账', '7890', '没到账'],
  ['邮箱zhang.san@example.com', 'zhang', '邮箱'],
  ['微信号：zhangsan_88，可加', 'zhangsan_88', '可加'],
  ['加我QQ 123456789', '123456789', '加我'],
  ['我的车粤B12345被划', 'B12345', '被划'],
  ['新能源粤BD12345被划', 'D12345', '被划'],
  ['请回复王女士，噪音扰民', '王女士', '噪音扰民'],
  ['欧阳先生反映噪音', '欧阳', '反映噪音'],
  ['联系王小明先生核实', '王小明', '核实'],
  ['我叫李雷，工地半夜施工', '李雷', '工地半夜施工'],
  ['联系人：陈大文，电话见工单', '陈大文', '电话见工单'],
  ['联系人张三女士13800005678，路灯不亮', '张三', '路灯不亮'],
  ['联系人张三女士住楼上', '张三', '住楼上'],
  ['我是王小明，小区停水', '王小明', '小区停水'],
  ['我住在302，楼上漏水', '302', '楼上漏水'],
  ['住302室，楼上漏水', '302', '楼上漏水'],
  ['青石里小区3栋2单元502漏水', '502', '青石里小区3栋'],
  ['青石里小区3栋502室漏水', '502', '青石里小区3栋'],
  ['青石里小区3号楼1203漏水', '1203', '青石里小区3号楼'],
  ['家住3-2-502，暖气不热', '502', '暖气不热'],
]

/** What only looks like an identity, or is the place of the matter: it must come through untouched. */
const STAYS = [
  '澄心路12号门口的路灯不亮',
  '望澜大道188号工地半夜施工',
  '青石里小区3栋楼下垃圾没清',
  '3栋2单元电梯坏了三天',
  '和平路与钟楼步行街交叉口红绿灯坏了',
  '302路公交车不停站',
  '地铁2号线出口漏水',
  '11月21日晚上10点施工',
  '2026年11月21日起停水',
  '罚款2000元不合理，已交12000元',
  '工单20261121-00042还没有办',
  '第三中学门口堵车',
  '高先锋路口的井盖松动',
  '请于3个工作日内核实并拍照',
  '每平方米1200元的物业费太贵',
  '温度只有15度，低于18度',
  '我是高中生，学校补课',
  '住在附近的居民都听见了',
]

describe('what leaves to lower units', () => {
  test.each(GOES)('%s: %s goes', (text, gone, stays) => {
    const out = stripIdentity(text)
    expect(out).not.toContain(gone)
    expect(out).toContain(stays)
    expect(findLeftover(out)).toBeNull()
  })
  test.each(STAYS)('%s comes through as it is', (text) => {
    expect(stripIdentity(text)).toBe(text)
    expect(findLeftover(text)).toBeNull()
  })
  test('the name and number the ticket knows go wherever and however they stand', () => {
    const out = stripIdentity('上次跟于佳说过，1.3.8.0.0.0.0.5.6.7.8也留了', {
      name: '于佳',
      phone: '13800005678',
    })
    expect(out).toBe('上次跟[姓名]说过，[电话]也留了')
  })
  test.each([
    '一三八零零零零五六七八',
    '一 三 八 〇 〇 〇 〇 五 六 七 八',
    '1、3、8、0、0、0、0、5、6、7、8',
  ])('a number written as %s is found before it leaves', (text) =>
    expect(findLeftover(stripIdentity(`打${text}`))).not.toBeNull(),
  )
})

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const anyIdentity = fc
  .record({
    area: fc.integer({ min: 110000, max: 659999 }),
    year: fc.integer({ min: 1930, max: 2025 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
    serial: fc.integer({ min: 0, max: 999 }),
  })
  .map(({ area, year, month, day, serial }) => {
    const pad = (n: number, places: number): string => String(n).padStart(places, '0')
    const body = `${area}${year}${pad(month, 2)}${pad(day, 2)}${pad(serial, 3)}`
    const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(body[i]), 0)
    return `${body}${'10X98765432'[sum % 11]}`
  })
const anyMobile = fc
  .tuple(fc.integer({ min: 130, max: 199 }), fc.integer({ min: 0, max: 99_999_999 }))
  .map(([head, tail]) => `${head}${String(tail).padStart(8, '0')}`)
const around = fc.constantFrom('', '，', '。', ' ', '路灯坏了', '电话', '（', '请回复')

describe('whatever the number', () => {
  test('a mobile number never comes through', () => {
    fc.assert(
      fc.property(anyMobile, fc.constantFrom('', ' ', '-'), around, around, (mobile, gap, before, after) => {
        const written = [mobile.slice(0, 3), mobile.slice(3, 7), mobile.slice(7)].join(gap)
        expect(stripIdentity(`${before}${written}${after}`)).not.toMatch(/\d{4}/)
      }),
    )
  })
  test('an identity number never comes through, its check digit in either case', () => {
    fc.assert(
      fc.property(anyIdentity, fc.boolean(), around, around, (id, isLower, before, after) => {
        expect(hasValidIdentityCheck(id)).toBe(true)
        expect(stripIdentity(`${before}${isLower ? id.toLowerCase() : id}${after}`)).not.toMatch(/\d{4}/)
      }),
    )
  })
  test('stripped twice is stripped once', () => {
    const piece = fc.oneof(anyMobile, anyIdentity, fc.constantFrom(...GOES.map((g) => g[0]), ...STAYS))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => {
        const once = stripIdentity(pieces.join('，'))
        expect(stripIdentity(once)).toBe(once)
      }),
    )
  })
})
