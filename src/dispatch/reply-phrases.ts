/**
 * Words of replies that say nothing a citizen could check. From the complaints people make about replies: template phrases, promises
 * without a day, thanks instead of an answer.
 */
export const EMPTY_PHRASES: readonly RegExp[] = [
  /高度重视/,
  /(?:进一步|持续|不断)(?:加强|加大|完善|优化|提升|规范)/,
  /加大[^，。；]{0,8}力度/,
  /感谢您?(?:对|的)[^，。；]{0,20}(?:关心|支持|理解|监督|关注|配合)/,
  /敬请(?:谅解|理解|期待)/,
  /(?:望|请|恳请)您?(?:予以)?(?:谅解|理解)/,
  /(?:积极|认真)(?:协调|研究|推进|落实|采纳)/,
  /纳入[^，。；]{0,10}(?:统筹|考虑|研究)/,
  /(?:将|会|已)?(?:适时|酌情)[^，。；]{0,6}/,
  /常态长效|长效机制|举一反三/,
]

/** A promise whose day the citizen cannot know. */
export const DATELESS_PROMISES: readonly RegExp[] = [
  /尽快|尽早|早日|抓紧/,
  /近期|近日内|不久|下一步|后续(?:将|会)/,
  /待[^，。；]{1,16}(?:后|时)[^，。；]{0,6}(?:再|即)/,
  /择(?:日|机)/,
]

/** A reply that says no must say on what ground. */
export const REFUSALS: readonly RegExp[] = [
  /不予(?:受理|支持|办理|退还|处理|批准|采纳)/,
  /(?:无法|不能|不可|暂不|未能)[^，。；]{0,6}(?:办理|处理|支持|退|解决|满足|批准|提供|给予|安排|核实)/,
  /不(?:属于|符合|具备|享受|在)[^，。；]{1,20}(?:职责|职能|管辖|条件|范围|规定|要求|标准|权限)/,
  /(?:没有|无)(?:依据|权限|管辖权)/,
]
export const GROUND =
  /《[^》]{2,60}》|第[一二三四五六七八九十百零\d]+条|〔\d{4}〕|\[\d{4}\]\d+号|依据|根据|按照|依照/

/** A deed with its result. */
export const DEEDS =
  /已(?:经)?(?!收悉|知悉|阅|转|受理|记录)[^，。；]{1,20}|(?:现场|上门|实地)[^，。；]{0,8}(?:查看|核实|检查|核查|处理|勘查)|(?:清理|修复|更换|拆除|整改|退还|补办|安装|疏通|处罚|立案|责令)[^，。；]{0,6}/
/** A day, an hour or a span the citizen can hold somebody to. */
export const DAY =
  /\d{1,4}\s*[年月日号]|\d{1,2}[.:：]\d{2}|今[天日晚早]|昨[天日晚]|明[天日]|前天|后天|(?:本|上|下|这)(?:周|月|星期)|星期[一二三四五六日天]|周[一二三四五六日]|[一二三四五六七八九十\d]+个?(?:工作日|小时|天内|日内)/
