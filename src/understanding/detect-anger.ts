/**
 * Words of people at the end of their patience with us or an office; insults and threats to go higher. Told so that an
 * agent knows before the first word; nobody is served worse for it.
 */
const CUES =
  /气死|火大|忍无可忍|欺人太甚|太(?:不像话|过分|离谱|气人)|什么(?:破|狗屁|垃圾)|狗屁|垃圾(?:热线|部门|单位|机器人|服务)|废物|混蛋|他妈|妈的|滚蛋|不要脸|骗子|推来推去|踢皮球|互相推|没人管到底|曝光你们|告(?:你们|到)|上访|投诉你们|受够了|耍(?:我|人)(?:玩|呢|吗)|糊弄|敷衍/
/** Three signs of shouting in a row. */
const SHOUTING = /[!！?？]{3,}/

/** Whether a message sounds angry. */
export const soundsAngry = (text: string): boolean => CUES.test(text) || SHOUTING.test(text)
