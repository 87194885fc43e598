import { bankCardPattern, identityPattern, landlinePattern, mobilePattern } from './number-patterns.ts'

/** What says who somebody is. The label stands in the text where the identity stood, and in the words of a refusal. */
const LABELS = {
  phone: '电话',
  idCard: '证件号',
  bankCard: '银行卡号',
  email: '邮箱',
  account: '微信或QQ号',
  plate: '车牌号',
  home: '住户号',
  name: '姓名',
} as const
export type IdentityKind = keyof typeof LABELS

/** The person the text comes from, as the ticket knows them: their own name and number go wherever they stand. */
type KnownPerson = { name: string; phone: string }

/** Surnames as alternatives of a pattern. */
export const SURNAMES =
  '欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|司徒|夏侯|[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛范彭郎鲁韦马苗凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟黄穆萧肖尹姚邵汪祁毛狄米贝明臧戴宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季贾江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房解应丁邓洪包左石崔吉龚程邢裴陆荣翁荀羊惠甄曲封储靳段巫焦牧谷车侯全班秋仲宁仇祖武符刘景詹龙叶司黎温庄晏柴瞿阎连习艾向古易廖耿满匡国文寇广东欧沃越隆师巩聂晁勾敖冷辛阚那简饶曾沙关游竺权盖桓]'
const HONORIFIC = '(?:先生|女士|小姐|太太|大爷|大妈|阿姨|奶奶|爷爷|叔叔|婆婆|同志)'
const ROLE = '(?:联系人|投诉人|举报人|诉求人|反映人|来电人|市民|业主|当事人|户主|姓名|申请人)'
const BEFORE_NAME = '(?<=^|[^\\p{Script=Han}]|联系|电联|回复|告知|[找叫是的由向请与和对帮])'
/** What follows 我是 and is no name, though it begins with a surname's sign. */
const NO_NAME =
  '(?!高[中一二三]|车主|房[东客主]|安[装徽]|全[体家职]|关[于心]|那[个家种]|这|时[候常]|何|应[届该]|连|常|从|明)'

type Rule = { kind: IdentityKind; pattern: RegExp }

const hide = (kind: IdentityKind): string => `[${LABELS[kind]}]`

const ROOM = '(?:\\d{1,2}0[1-9]|\\d{1,2}[1-9]\\d|\\d{3,4})'

/** In this order: what is longer or has its own signs first, so that a part of it is not read as something else. */
const rules = (): Rule[] => [
  { kind: 'email', pattern: /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g },
  {
    kind: 'account',
    pattern:
      /(?<=(?:微信号?|VX|wx|QQ号?|qq号?|企鹅号?)\s*(?:同号|账号|号码)?\s*[是为:：]?\s*)[A-Za-z0-9_-]{5,20}/gi,
  },
  { kind: 'idCard', pattern: identityPattern() },
  { kind: 'bankCard', pattern: bankCardPattern() },
  { kind: 'phone', pattern: mobilePattern() },
  { kind: 'phone', pattern: landlinePattern() },
  { kind: 'phone', pattern: /(?<=(?:电话|手机|座机|联系方式|号码)\s*[是为:：]?\s*)\d[\d -]{5,14}\d/g },
  {
    kind: 'plate',
    pattern:
      /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•\s]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Za-z0-9])/g,
  },
  // A door says who lives there; the building and the stair may be where the matter is and stay.
  {
    kind: 'home',
    pattern: new RegExp(
      `(?<=我家?|家|本人|居?住在?|租住?在?|住址|家庭住址)(?:是|为|:|：)?\\s*(?:\\d{1,3}\\s*(?:栋|幢|座|号楼|#)\\s*)?(?:\\d{1,2}\\s*(?:单元|门洞|梯)\\s*)?(?:\\d{1,2}\\s*(?:楼|层)\\s*)?${ROOM}\\s*(?:室|房|户|号房)?(?![\\d年月日天元块万点%平弄路]|号线|路|多|个|人|分)`,
      'g',
    ),
  },
  {
    kind: 'home',
    pattern:
      /(?<=(?:栋|幢|座|号楼|单元|#)\s*)(?:\d{1,2}\s*(?:单元|门洞|梯)\s*)?(?:\d{1,2}\s*(?:楼|层)\s*)?\d{3,4}(?:\s*(?:室|房|户|号房))?(?![\d年月日天元块万点%平弄路]|路|多|个|人)/g,
  },
  { kind: 'home', pattern: /(?<!第|教|会议|办公)(?<!\d)\d{3,4}\s*(?:室|房间|号房)(?!内(?:外)?温)/g },
  { kind: 'home', pattern: /(?<![\dA-Za-z-])\d{1,2}-\d{1,2}-\d{3,4}(?![\d-])/g },
  {
    kind: 'name',
    pattern: new RegExp(
      `(?<=${ROLE}\\s*(?:是|为|叫|[:：])?\\s*)(?:${SURNAMES})(?:\\p{Script=Han}{1,2}(?:${HONORIFIC}|(?=[^\\p{Script=Han}]|$))|某+(?=\\p{Script=Han}|$))`,
      'gu',
    ),
  },
  {
    kind: 'name',
    pattern: new RegExp(`(?<=我叫|本人叫|我的名字[是叫]|名叫)\\s*(?:${SURNAMES})\\p{Script=Han}{1,2}`, 'gu'),
  },
  {
    kind: 'name',
    pattern: new RegExp(
      `(?<=我是|本人)${NO_NAME}(?:${SURNAMES})\\p{Script=Han}{1,2}(?=[,，。;；、\\s(（]|$)`,
      'gu',
    ),
  },
  {
    kind: 'name',
    pattern: new RegExp(`${BEFORE_NAME}(?:${SURNAMES})\\p{Script=Han}{1,2}${HONORIFIC}`, 'gu'),
  },
  { kind: 'name', pattern: new RegExp(`(?:${SURNAMES})${HONORIFIC}`, 'gu') },
]

const quote = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const SEPARATORS = /[\s.-]/g

/** Rules for this person alone, where the text has what they look for. */
const own = (person: KnownPerson, text: string): Rule[] => {
  const name = person.name.trim()
  const digits = person.phone.replace(/\D/g, '')
  return [
    ...(Array.from(name).length >= 2 && text.includes(name)
      ? [{ kind: 'name' as const, pattern: new RegExp(quote(name), 'g') }]
      : []),
    ...(digits.length >= 7 && text.replace(SEPARATORS, '').includes(digits)
      ? [{ kind: 'phone' as const, pattern: new RegExp([...digits].join('[\\s.-]{0,3}'), 'g') }]
      : []),
  ]
}

/** Full-width digits and signs that cannot be seen would let a number through. */
const plain = (text: string): string =>
  text
    .replace(/[\uff10-\uff19\uff20-\uff3a\uff41-\uff5a\uff0d]/g, (sign) => sign.normalize('NFKC'))
    .replace(/\u200b|\u200c|\u200d|\u2060|\ufeff|\u00ad/g, '')

/** What a text must contain for any rule of a kind to match: most texts have none of it, and the rules are slow to find nothing. */
const HINTS: Record<IdentityKind, RegExp> = {
  phone: /\d{3}|\d[\d -]{5}/,
  idCard: /\d{6}/,
  bankCard: /\d{4}/,
  home: /\d{3}/,
  email: /@/,
  account: /信|鹅|x|q/i,
  plate: /[A-HJ-NP-Z]/,
  name: new RegExp(`叫|名字|我是|本人|${HONORIFIC}|${ROLE}`),
}
/** Made once: lists and searches ask for them by the thousand. */
const RULES = rules()

const apply = (text: string, { kind, pattern }: Rule, by: string | ((quote: string) => string)): string =>
  HINTS[kind].test(text) ? text.replace(pattern, by as string) : text

/**
 * The text without whoever said it: phones, identity, bank-card and plate numbers, e-mail, WeChat and QQ, names with
 * their form of address, and the door somebody lives behind become their label in brackets. Streets, house numbers,
 * buildings and stairs stay: a lower unit has to find the place. Idempotent.
 */
export const stripIdentity = (text: string, person: KnownPerson = { name: '', phone: '' }): string => {
  const clean = plain(text)
  const rest = own(person, clean).reduce((t, { kind, pattern }) => t.replace(pattern, hide(kind)), clean)
  return RULES.reduce((t, rule) => apply(t, rule, hide(rule.kind)), rest)
}

/**
 * What in a text says who somebody is, by its form alone and by nothing that is known of anybody: asked about a right guess and about
 * a wrong one it answers alike. A landline is told apart from a mobile number, because offices give theirs.
 */
export const findIdentities = (text: string): { kind: IdentityKind; label: string; quote: string }[] => {
  const found: { kind: IdentityKind; label: string; quote: string }[] = []
  // Each rule sees what those before it left, as in the stripping: a part of an identity number is no telephone.
  let rest = plain(text)
  for (const rule of RULES) {
    const { kind } = rule
    rest = apply(rest, rule, (quote) => {
      found.push({ kind, label: LABELS[kind], quote })
      return hide(kind)
    })
  }
  return found
}

const TICKET_NUMBER = /20\d{6}-\d{5,6}/g
const SPELT = /(?:[零〇一二两三四五六七八九幺壹贰叁肆伍陆柒捌玖]\s?){7,}/
const SPACED = /\d(?:[\s.,，、/_—-]{0,3}\d){6,}(?!\d*(?:\.\d+)?\s*(?:元|万|块|平|米|公斤|吨|度))/
const DATE = /(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}[:时]\d{2}(?:[:分]\d{2})?)?/g

/**
 * What still looks like an identity in a text that was stripped, as it stands there; null when nothing does. Coarser than the
 * stripping on purpose: numbers spelt out or pulled apart are found here and need a person to take them out.
 */
export const findLeftover = (text: string): string | null => {
  const rest = plain(text).replace(TICKET_NUMBER, ' # ').replace(DATE, ' # ')
  return (SPELT.exec(rest) ?? SPACED.exec(rest) ?? /\S{1,30}@\S{1,30}/.exec(rest))?.[0].trim() ?? null
}
