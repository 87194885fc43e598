import type { Intent } from '../contracts/meaning.ts'
import { asksSomething, DEMANDS, INTENT_RULES, SHORT_TEXT } from './intent-rules.ts'

/** Asking how to complain is a consultation, whatever the words complain, report or help weigh. */
const ASKS_HOW_TO_COMPLAIN =
  /(?:怎么|如何|咋|怎样|哪里(?:可以|能)?|去哪(?:里|儿)?|到哪(?:里|儿)?|找谁|打(?:什么|哪个)电话|拨打?(?:什么|哪个)).{0,8}(?:投诉|举报|反映|申诉|维权)|(?:投诉|举报).{0,10}(?:(?:什么|哪个)电话|找谁|去哪|到哪|怎么(?:走|弄|办|写|投|申|打)|电话(?:是)?多少|流程|渠道|途径|需要什么|要什么)/

/** A question that tells its story is still a question: the story's own words then count for less. */
const STORY: readonly Intent[] = ['help', 'complaint', 'report']
/** Wishes that are put as questions by nature ("我的工单到哪了", "能不能加装路灯"). */
const OTHER_WISHES: readonly Intent[] = ['progress', 'human', 'smalltalk', 'suggestion']
const STORY_IN_QUESTION = 0.5
const ASKED_AT_ALL = 1.2

/** Thanks that close the story of a trouble are courtesy; thanks for something done say what was done. */
const CLOSING_THANKS = /(?:感谢|谢谢)[^。!?]{0,8}[。!?~ ]*$/
const PRAISES = /表扬|点赞|锦旗|值得|修好了|解决了|帮了|(?:态度|服务)(?:特别|非常|很|真)?好/
const isCourtesy = (text: string, scores: ReadonlyMap<Intent, number>): boolean =>
  CLOSING_THANKS.test(text) && !PRAISES.test(text) && STORY.some((intent) => (scores.get(intent) ?? 0) > 0)
const COURTESY = 0.3

const WISHES = /(?:我|我们)(?:要|想|来|再次|现在|强烈)(?:要|想)?(?:投诉|举报|检举|反映)/

/** A few bare words ("噪音投诉", "居住证 补办"), typed as into a search box. */
const isBareKeywords = (text: string, words: readonly string[]): boolean =>
  text.length <= 14 && words.length <= 5 && !/[?!。,吗呢了啊吧]/.test(text)

/** Nothing spoke for any intent: a long statement is somebody telling a trouble, a few words are a search. */
const fallback = (text: string): Intent => (text.length >= 12 ? 'help' : 'consult')

/**
 * What the citizen wants, by weighted rules over the words and the shape of the sentence (intent-rules.ts).
 * `confidence` is the winner's share of all evidence, softened, so a lone weak hint stays below 0.6.
 */
export const detectIntent = (
  text: string,
  words: readonly string[],
): { intent: Intent; confidence: number } => {
  const scores = new Map<Intent, number>()
  const add = (intent: Intent, weight: number) => scores.set(intent, (scores.get(intent) ?? 0) + weight)
  for (const { intent, weight, pattern } of INTENT_RULES) if (pattern.test(text)) add(intent, weight)

  if (isCourtesy(text, scores)) scores.set('praise', (scores.get('praise') ?? 0) * COURTESY)
  const isOtherWish = OTHER_WISHES.some((intent) => (scores.get(intent) ?? 0) > 0)
  if (!isOtherWish && text.length <= SHORT_TEXT && asksSomething(text) && !DEMANDS.test(text)) {
    for (const intent of STORY) scores.set(intent, (scores.get(intent) ?? 0) * STORY_IN_QUESTION)
    add('consult', ASKED_AT_ALL)
  }
  const asksHow = ASKS_HOW_TO_COMPLAIN.test(text) && !WISHES.test(text)
  if (asksHow) {
    add('consult', 3)
    add('complaint', -2)
    add('report', -2)
    add('help', -1.5)
  }
  if (isBareKeywords(text, words)) {
    // "噪音投诉" wants the complaint taken; "投诉电话" wants a number.
    if (/(?:投诉|举报)$/.test(text)) add(text.endsWith('举报') ? 'report' : 'complaint', 2.4)
    else add('consult', 1)
  }
  const [first, second] = [...scores].sort((left, right) => right[1] - left[1])
  if (!first || first[1] <= 0) return { intent: fallback(text), confidence: 0.3 }
  const lead = first[1] - Math.max(0, second?.[1] ?? 0)
  return { intent: first[0], confidence: Math.min(0.99, 1 / (1 + Math.exp(-(lead - 0.4)))) }
}
