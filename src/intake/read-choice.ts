import { normaliseText } from '../understanding/normalise-text.ts'

/**
 * Reads short answers to our own questions. Only whole messages count: "确认一下身份证怎么办" is a question,
 * not a yes.
 */
const YES =
  /^(?:好的?|行|可以|嗯+|对的?|没问题)?[,\s]*(确认提交|确认|确定|提交|是|是的|对|对的|没错|没问题|好|好的|好啊|可以|行|嗯|嗯嗯|同意|要|需要|ok|yes|y|登记|登记工单|记成工单|就这样|正确)(?:吧|了|啦|呀|哦)?[。.!,]*$/i
const CANCEL =
  /^(?:那|还是)?(?:算了)?[,\s]*(?:我)?(算了|取消|不登记|不用|不要|不提交|放弃|退出|不需要|不办|先不登记|不(?:想)?(?:投诉|举报|反映|弄|报|求助)|cancel)(?:了|吧|啦)*[。.!,]*$/i
const EDIT = /^(再改改|改一下|修改|我要改|有错|不对|要改|改)[。.!!,,]*$/
const LEAVE_OUT =
  /^(不留|不方便|不想留|不给|不提供|没有|不填|匿名|跳过|不了|不说|说不清|不清楚|不知道|不记得|忘了|无)[了吧。.!,]*$|(凭什么|干嘛|干什么|为啥|为什么).{0,6}(电话|手机|号码)/
/** "不知道具体在哪", "说不上来是什么路": said in full sentences, and no place. */
const NO_IDEA =
  /^我?(?:也|真|还)?(?:不知道|不清楚|不太清楚|不晓得|说不清楚?|说不上来?|说不出来?|记不清|记不得|不记得|忘了)(?:具体|准确|确切)?(?:的)?(?:是|叫|在)?(?:哪里?|哪儿|哪条路|啥地方|什么地方|什么路|啥路|位置|地址|地点|路名)?(?:的)?[了吧呢啊。.!,]*$/

const REJECTS =
  /^(?:都?不是(?:这个|这件事|这些|我问的|我要的|的)?|不对|不是我(?:要|想)问的|答非所问|你?(?:没|没有)(?:听|看)懂|你说的不对|错了|搞错了|换一?个|还有别的吗|有别的吗)[了吧啊。.!,\s]*/
/** "我问的是…", "我是问…": what was meant instead. */
const INSTEAD = /^(?:我)?(?:要|想)?(?:是)?(?:问|说|指|办|要)的?(?:是|下)?|^是/

/**
 * The answer or the options were not what was meant. `instead` is what was ("不是这个,我问的是居住证"), empty where nothing more is
 * said; null when the text is no such thing.
 */
export const readRejection = (text: string): { instead: string } | null => {
  const said = text.trim()
  const refused = REJECTS.exec(said)?.[0]
  if (refused === undefined) return null
  const rest = said.slice(refused.length)
  if (rest === '') return { instead: '' }
  // "不是本地人怎么办" begins like a refusal and is a question.
  if (!/[,。.!\s]$/.test(refused) && !INSTEAD.test(rest)) return null
  return { instead: rest.replace(INSTEAD, '').trim() }
}

const THANKS =
  /^(?:好的?|嗯+|行|哦+|知道了|明白了|可以了|ok|那|[,。!~\s])*(?:谢谢|多谢|谢了|感谢|辛苦)(?:你|您|啦|了|哈|啊|们|帮忙)*[,。.!~\s]*$/i
/** "好的谢谢": the matter is done for now. */
export const saysThanks = (text: string): boolean => THANKS.test(text.trim())

export const saysYes = (text: string): boolean => YES.test(text.trim())
export const saysCancel = (text: string): boolean => CANCEL.test(text.trim())
export const saysEdit = (text: string): boolean => EDIT.test(text.trim())
/** The citizen would rather not say, or cannot. */
export const leavesOut = (text: string): boolean => LEAVE_OUT.test(text.trim()) || NO_IDEA.test(text.trim())

const ORDINALS: Record<string, number> = { 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 1: 1, 2: 2, 3: 3, 4: 4 }
const NUMBERED =
  /^(?:我?选|按|要|看|就|那就?)?(?:是)?(?:第)?([一二两三四1-4])(?:个|条|项|种)?(?:吧|啊|呢|的|那个)?[。.]?$/
const LAST = /^(?:我?选|要|看|就|那就?)?(?:是)?(?:最后|最下面)(?:那|这|的)?一?(?:个|条|项)?(?:吧|啊)?[。.]?$/
/** What people put around the words of an option: "我要问的是…那个". */
const AROUND =
  /^(?:我?(?:要|想)?(?:问|选|说|是)的?(?:是)?|就是?)|(?:的)?(?:那|这)一?(?:个|条|项)?(?:吧)?[。.]?$/g
const OWN_WORDS_MIN = 2

/**
 * The option meant by "2", "第二个", "选1", "最后一个", by its own words, or by words that only one option has ("丢失的那个"); null when
 * the text is something else.
 */
export const readOption = <T extends { value: string }>(text: string, options: readonly T[]): T | null => {
  if (options.length === 0) return null
  const said = text.trim()
  // What is tapped comes back as it was offered, and is read with its signs made one.
  const exact = options.find((o) => o.value === said || normaliseText(o.value) === said)
  if (exact) return exact
  if (LAST.test(said)) return options.at(-1) ?? null
  const number = NUMBERED.exec(said)?.[1]
  const place = number ? ORDINALS[number] : undefined
  if (place) return options[place - 1] ?? null
  const words = said.replace(AROUND, '')
  if (words.length < OWN_WORDS_MIN || words === said) return null
  const fitting = options.filter((o) => o.value.includes(words))
  return fitting.length === 1 ? (fitting[0] ?? null) : null
}

/** "修好了吗", "解决了没有": the citizen asks us. */
const ASKS_BACK = /(吗|么|呢|了没有?|没有)[？?。!\s]*$|[?？]\s*$/

/** 解决了 / 部分解决 / 没解决. The negative is looked for first: "没解决" contains "解决". A question is no answer. */
export const readSolved = (text: string): 'solved' | 'partly' | 'unsolved' | null => {
  const said = text.trim()
  if (ASKS_BACK.test(said)) return null
  if (/部分|一部分|差不多|还差/.test(said)) return 'partly'
  if (/没有?(得到)?(解决|处理|办|弄|修)|未解决|没用|还是(老样子|那样|不行|没)/.test(said)) return 'unsolved'
  if (/解决了?|处理好了?|修好了?|好了|办好了?/.test(said)) return 'solved'
  return null
}

const NO_FOLLOW_UP =
  /^(?:以后|请|你们|办完|就|都)*(?:不要|别|不用|不需要|不想被?|拒绝)(?:再|来)?(?:给我|对我)?(?:做|打电话)?(?:回访|评价回访)(?:我|了|吧|啦)*$/
const NO_CALL =
  /^(?:以后|请|你们|就|都)*(?:不要|别|不用|不需要|不想接)(?:再|老)?(?:给我|跟我)?(?:打|来)?(?:回访)?电话(?:给我|了|吧|啦|回访)*$/
const MAY_ASK =
  /^(?:现在|以后|还是)*(?:可以|恢复|同意|接受)(?:给我|再)?(?:打电话|打|接)?(?:回访|电话)(?:我|了|吧|啦)*$/

/** "不要回访", "别给我打电话了", "可以回访了"; null for anything longer: whoever tells a matter does not choose in passing. */
export const readWish = (text: string): 'none' | 'no_call' | 'yes' | null => {
  const said = text.replace(/[\s\p{P}]/gu, '')
  if (NO_FOLLOW_UP.test(said)) return 'none'
  if (NO_CALL.test(said)) return 'no_call'
  return MAY_ASK.test(said) ? 'yes' : null
}

const GRADES: [RegExp, number][] = [
  [/非常不满意|很不满意|太差/, 1],
  [/不满意/, 2],
  [/基本满意|一般|还行|还可以/, 3],
  [/非常满意|很满意|特别满意/, 5],
  [/满意/, 4],
]

/** The five grades (1 = 非常不满意 … 5 = 非常满意), by word or number. */
export const readSatisfied = (text: string): number | null => {
  const said = text.trim()
  for (const [words, grade] of GRADES) if (words.test(said)) return grade
  const digit = /^([1-5])\s*(分|星)?$/.exec(said)
  return digit?.[1] ? Number(digit[1]) : null
}
