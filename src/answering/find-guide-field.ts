import type { GuideFieldName } from '../contracts/decision.ts'

/** How people ask for one field of a service guide. The first field whose words occur wins, so the narrow ones stand first. */
const ASKED_BY: readonly [GuideFieldName, RegExp][] = [
  ['online', /网上|线上|在线|手机上|小程序|app|网办|不去(?:窗口|大厅)|远程/i],
  ['fee', /多少钱|几块钱|几多钱|费用|(?<!乱|多|违规)收费|要钱|花钱|交钱|工本费|手续费|免费|贵不贵/],
  [
    'phone',
    /电话(?:号码)?(?:是|呢|[?]|$)|(?:什么|哪个|联系|咨询|服务|客服|办公|窗口)(?:的)?(?:电话|号码)|电话(?:是)?(?:多少|几)|有(?:没有)?电话|打给谁|打哪|联系方式|怎么联系/,
  ],
  [
    'timeLimit',
    /多久|多长时间|几天(?:能|可以|办|拿|下来|出)|几个工作日|时限|什么时候(?:能|可以)?(?:拿|取|办好|下来|出)|多少天/,
  ],
  [
    'hours',
    /几点|上班时间|下班|(?:周末|[周星礼][期拜]?[一二三四五六日天]|节假日|午休|中午).{0,8}(?:办|开|上班|营业|能|可以|休息|有人|吗)|营业时间|开门|办公时间|工作时间/,
  ],
  [
    'materials',
    /材料|资料|(?:什么|哪些|啥)(?:样的)?证件|证件(?:要|需)|带什么|要带|带啥|带哪些|准备什么|准备啥|准备哪些|提交什么|需要什么(?:东西|证|手续)|(?:要|带|交|准备|几张|需要).{0,4}(?:照片|复印件)|(?:照片|复印件).{0,4}(?:要|几张|吗)/,
  ],
  [
    'place',
    /在哪|去哪(?!了)|到哪(?!了)|哪里(?:办|可以|能|交|领|取)|地址|地点|哪个(?:窗口|大厅|地方|单位)|什么地方|哪儿|怎么走/,
  ],
  [
    'conditions',
    /条件|资格(?!证)|(?:什么|哪些|啥|有)要求|谁(?:能|可以)|哪些人|什么人|够不够|符合|能不能(?:办|申请|领)|可不可以(?:办|申请|领)|我(?:能|可以)(?:办|申请|领)/,
  ],
  // "怎么办理" asks for the matter as a whole; only who asks for the way through it gets the steps alone.
  ['steps', /流程|步骤|(?<!小)程序|先(?:去|办|做|到)(?:哪|什么|啥)|先.{1,6}后.{1,6}|分几步|哪几步/],
]

/**
 * The one guide field a message asks for ("要带什么材料" → materials), or undefined when it asks for the matter as a whole or for
 * more than two fields at once: then the whole guide is the better answer. `text` is normalised text.
 */
export const findGuideField = (text: string): GuideFieldName | undefined => {
  const asked = ASKED_BY.filter(([, pattern]) => pattern.test(text)).map(([field]) => field)
  return asked.length > 2 ? undefined : asked[0]
}
