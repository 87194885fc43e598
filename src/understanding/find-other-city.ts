import type { TalkWords } from './talk-words.ts'

/** Where somebody comes from is no place to ask about: "河南户口", "从上海转过来", "来自…". */
const ORIGIN_BEFORE =
  /(?:从|来自|户口(?:在|是)?|户籍(?:在|是)?|老家(?:在|是)?|人在|回|由|原来在|以前在|之前在|打|转)$/
const ORIGIN_AFTER = /^(?:市|省)?(?:户口|户籍|籍|人(?!社|民|事)|来|转|迁|过来|身份证|号牌|牌照|牌)/
/** Names of streets, estates and firms carry cities too. */
const PART_OF_A_NAME =
  /^(?:市|省)?(?:东|西|南|北|中)?(?:路|街|大道|大街|巷|广场|花园|小区|湾|大厦|酒店|银行|菜|烤鸭|拉面|新村|新区|城)/
const TRAVEL = /(?:去|到|飞|往|寄|送|迁|迁到|转到|转去)(?:了)?$/
/** Words that say the thing shall happen here, or that it is done here for there. */
const HERE =
  /本市|本地|这边|这里|咱们这|你们这|我们这|迁入|转入|转过来|迁过来|转回|异地|跨省|备案|看病|就医|住院|寄|快递|旅游|高铁|飞机/

/**
 * The other city whose offices are asked about ("长沙的居住证怎么办"); undefined where a city is only where somebody comes from
 * or goes to, part of a street's name, or where the question is about here.
 */
export const findOtherCity = (text: string, words: TalkWords): string | undefined => {
  if (HERE.test(text)) return undefined
  for (let at = 0; at < text.length - 1; at += 1) {
    for (const length of [4, 3, 2]) {
      const name = text.slice(at, at + length)
      if (name.length !== length || !words.otherCities.has(name)) continue
      const before = text.slice(0, at)
      const after = text.slice(at + length)
      if (ORIGIN_BEFORE.test(before) || TRAVEL.test(before)) return undefined
      if (ORIGIN_AFTER.test(after) || PART_OF_A_NAME.test(after)) return undefined
      return name
    }
  }
  return undefined
}
