import type { SpecialRouteFile } from '../contracts/knowledge-file.ts'
import type { Urgency } from '../contracts/ticket.ts'

const URGENT =
  /漏电|触电|煤气味|燃气(?:味|泄漏)|爆管|塌陷|塌方|要塌|快(?:要)?倒|要掉下来|井盖.{0,6}(?:没|丢|缺|坏|翘)|高空抛物|困在|大面积停[水电]|断药|缺药|透析|婴儿|孕妇|老人.{0,8}(?:摔|晕|没人)|食物中毒|群体|讨薪|堵(?:路|门)|围(?:堵|攻)|紧急|很急|十万火急|等不了/
const QUESTION = /怎么(?:申请|办|报)|如何(?:申请|办|报)|什么条件|补贴|补助|政策/

/**
 * How soon somebody must act: `critical` when a danger route applies (police, fire, ambulance come first), `urgent` when
 * life, safety or supply of people is at stake in words, otherwise `normal`. Questions about rules are never urgent.
 */
export const detectUrgency = (text: string, route: SpecialRouteFile | undefined): Urgency => {
  if (route?.danger) return 'critical'
  return URGENT.test(text) && !QUESTION.test(text) ? 'urgent' : 'normal'
}
