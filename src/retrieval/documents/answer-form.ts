/** What a question asks for and how a sentence that answers it looks. Kinds of asking, not topics: they hold for any document. */
type Form = { name: FormName; asks: RegExp; answers: RegExp }

export const FORMS = ['amount', 'time', 'place', 'who', 'phone', 'list', 'how', 'why', 'may'] as const
export type FormName = (typeof FORMS)[number]

const COUNT = '[\\d一二三四五六七八九十百千万亿两]'
const ASKED: Form[] = [
  {
    name: 'amount',
    asks: /多少|多大|多高|几[个家名人元次种项类支辆条千万]|百分之几|比例|金额|额度|标准是|幅度|数额/,
    answers: new RegExp(
      `${COUNT}(?:余|多)?(?:[%‰元吨个名人家户次种项类支辆件只万亿条天倍]|个百分点|分之)`,
      'g',
    ),
  },
  {
    name: 'time',
    asks: /何时|什么时候|什么时间|几[月号日点天年]|哪[一]?[天日年]|多久|多长时间|时限|期限|截止|时间/,
    answers:
      /\d{1,2}月|\d{1,2}日|\d{1,2}[:：时点]|\d{4}年|\d+个?(?:工作日|自然日|天|周|月|年|小时|分钟)|之日起|期间|结束|届满|以前|之前|后再/g,
  },
  {
    name: 'place',
    asks: /哪里|在哪|哪儿|什么地方|何处|地点|地址|哪个(?:网站|平台|窗口|医院|地方|网址|公众号)|网址/,
    answers: /[路街道]\d*号|楼|中心|大厅|窗口|网站|平台|APP|公众号|客户端|医院|https?:|www\.|社区|服务站/gi,
  },
  {
    name: 'who',
    asks: /谁|哪[个些](?:部门|单位|机构|人|企业|群体|地区|对象)|什么(?:人|部门|单位|机构)|何人|对象/,
    answers: /局|委|部门|办公室|单位|机构|公司|人员|企业|中心|政府|职工|居民|家庭|工商户/g,
  },
  {
    name: 'phone',
    asks: /电话|号码|热线|联系方式|怎么联系|如何联系|拨打/,
    answers: /\d{3,4}[-—]\d{7,8}|1\d{2}[\d*]{8}|\b1?[12]\d{3}\d?\b|\d{7,8}/g,
  },
  {
    name: 'list',
    asks: /哪些|哪几|包括|内容|分为|几[个种类方](?:方面|类)?|什么(?:措施|要求|材料|条件|方面|政策|原则|栏目|服务)|有何|措施/,
    answers: /[、；;]|[一二三四五六七八九]是|[（(][一二三四五六七八九十\d]+[）)]|\d[.．、]/g,
  },
  {
    name: 'how',
    asks: /如何|怎么|怎样|咋|方式|渠道|途径|方法|办法|处理|做法/,
    answers:
      /通过|可以|可[^能]|应当|应[^用急]|采取|实行|按照|按|需要?|向|拨打|登录|加强|建立|推行|组织|要求/g,
  },
  {
    name: 'why',
    asks: /为什么|为何|为啥|原因|目的|理由|意义/,
    answers: /因|由于|为了|为[^止期]|目的|旨在|以便|从而|避免|防止/g,
  },
  {
    name: 'may',
    asks: /吗|是否|能否|可否|能不能|可不可以|会不会|要不要|是不是|有没有|行不行/,
    answers:
      /可以|不得|不能|不可|应当|无需|不需|不予|允许|禁止|严禁|暂停|不再|必须|不会|可[^能]|不属于|属于/g,
  },
]
const ENOUGH = 6

/** The kinds of answer a question asks for; often more than one ("哪些部门", "多长时间"). */
export const readAskedForms = (question: string): FormName[] =>
  ASKED.filter(({ asks }) => asks.test(question)).map(({ name }) => name)

/** How much of a form a text shows, 0…1, on a logarithmic scale: 1 = six signs of it or more. */
export const showsForm = (name: FormName, text: string): number => {
  const form = ASKED.find((each) => each.name === name)
  const count = form ? (text.match(form.answers)?.length ?? 0) : 0
  return Math.min(1, Math.log1p(count) / Math.log1p(ENOUGH))
}
