/** "我的…批了没", "我上个月交的…下来没", "帮我查我的…": what only the office that works on it can see. */
const MINE = /我(?:的|们的|家的?|妈的?|爸的?|老婆的?|老公的?|孩子的?)?|帮.{0,4}查/
const STANDS_HOW =
  /(?:批|审|审核|审批|办|通过|发|到账|受理|下来|寄|制|出|退|完成|过)(?:好|完|下来|通过|出来|到)?(?:了)?(?:没有|没|吗|了吗|了没|没有呢)[?。呀啊]*$|(?:到账|下来|办好|批|审核|审)(?:了)?(?:没有|没|吗)|什么时候(?:能)?(?:到账|批|下来|发给我|打给我|审核)|到哪一?步|进度|还没(?:到账|下来|收到|批)|怎么还不/
const DONE_BEFORE =
  /(?:交|申请|提交|报|办)(?:了)?的|上个?(?:月|周|星期|礼拜)|昨天|前几?天|已经(?:申请|提交|交|办)|申请(?:过|了)|提交(?:了|过)/

/**
 * Whether a message asks how the citizen's own case stands, a fact that no entry holds. "多久到账" (how long it takes) does not.
 * `text` is normalised text.
 */
export const asksOwnRecord = (text: string): boolean =>
  STANDS_HOW.test(text) &&
  (MINE.test(text) || DONE_BEFORE.test(text)) &&
  !/一般|通常|多久|多长时间|怎么查|在哪查/.test(text)
