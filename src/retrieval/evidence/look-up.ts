const LOOK_UP = /查询|下载|公示/
const ASKS = /查|下载|公示|名单/

/** Whether a name is that of something to look up: a third of a province's guides only tell what a register holds. */
export const isLookUp = (name: string): boolean => LOOK_UP.test(name)

/** Whether a message asks to look something up; most ask to have something done, and name it alone. */
export const asksToLookUp = (text: string): boolean => ASKS.test(text)
