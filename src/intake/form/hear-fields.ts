/** Something said in a talk, as the form reads it: messages of a chat and sentences of a call are alike. */
export type Utterance = { id: string; author: 'citizen' | 'bot' | 'agent' | 'system'; text: string }

/** What a question of ours asks for; the citizen's next words are read as its answer. */
const QUESTIONS: [RegExp, 'place' | 'name' | 'phone' | 'happenedAt' | 'wish'][] = [
  [/哪里|哪儿|哪个(?:小区|路|位置|地方|区)|什么(?:地方|位置|路)|地址|地点|位置|几栋|几号楼|门牌/, 'place'],
  [/贵姓|怎么称呼|如何称呼|您(?:的)?(?:姓名|名字)|叫什么/, 'name'],
  [/(?:手机|电话|联系)(?:号|号码|方式)?.{0,8}(?:多少|留|是|方便|提供)|留.{0,4}(?:手机|电话)/, 'phone'],
  [/什么时候|几点|哪天|多久了|多长时间|从什么时间/, 'happenedAt'],
  [/希望(?:怎么|如何|我们)|什么(?:诉求|要求)|想要.{0,4}(?:结果|处理)/, 'wish'],
]
export type AskedFor = (typeof QUESTIONS)[number][1]

/** What the last thing said to the citizen asked for; null when it was no question of ours. */
export const askedFor = (said: string | undefined): AskedFor | null =>
  said ? (QUESTIONS.find(([words]) => words.test(said))?.[1] ?? null) : null

const SURNAME = '[\\u4e00-\\u9fff]'
const CALLED = [
  new RegExp(`我(?:叫|的名字(?:是|叫)|是)(${SURNAME}{2,4})(?=[,，。；;!！\\s]|$)`, 'u'),
  new RegExp(`(?:免贵)?姓(${SURNAME})(?!名)(?:(先生|女士|小姐|师傅|老师))?`, 'u'),
]
const BARE_NAME = new RegExp(`^(${SURNAME}{2,4})[。.]?$`, 'u')
/** "我是业主" tells what somebody is, not how they are called. */
const NO_NAME =
  /业主|居民|市民|住户|群众|租客|商户|家长|学生|老师|员工|本人|外地|这里|这边|想|要|来|问|不留|不说|不用|匿名|好的|可以|没有/

/** How the citizen wants to be called, and the words it was heard in. `asked`: a bare name is one too. */
export const hearName = (text: string, asked: boolean): { value: string; quote: string } | null => {
  for (const pattern of CALLED) {
    const found = pattern.exec(text)
    if (found?.[1] && !NO_NAME.test(found[1]))
      return { value: `${found[1]}${found[2] ?? ''}`, quote: found[0] }
  }
  const bare = asked ? BARE_NAME.exec(text.trim()) : null
  return bare?.[1] && !NO_NAME.test(bare[1]) ? { value: bare[1], quote: bare[0] } : null
}
