import { AppError } from '../contracts/errors.ts'

/** The shortest password that is taken: 15 where it stands alone (NIST SP 800-63B-4, 3.1.1.2). */
export const PASSWORD_MIN = 15

// What lists of leaked passwords are made of, in China and elsewhere; a password is none when little else is in it.
const COMMON = [
  'password', 'passw0rd', 'admin', 'administrator', 'root', 'welcome', 'letmein', 'iloveyou', 'monkey', 'dragon',
  'sunshine', 'princess', 'football', 'master', 'login', 'user', 'guest', 'test', 'demo', 'changeme', 'default',
  'secret', 'woaini', 'woaiwojia', 'mima', 'nihao', 'qwerty', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'asdf', 'zxcv',
  'qwer', 'qazwsx', 'wsxedc', '1q2w3e4r5t', '1q2w3e4r', '1qaz2wsx', '3edc4rfv', 'abc', 'yingsheng', 'hotline',
  'zhengwu', 'rexian', 'zhengfu', 'shimin', 'gongdan', 'beijing', 'china', 'zhongguo', '密码', '管理员', '应声', '热线',
] // biome-ignore format: a list of words
const ROWS = ['01234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']
const RUN_MIN = 4
const LEFT_MIN = 6

const runsOf = (row: string): string[] => {
  const both = [row, [...row].reverse().join('')]
  return both.flatMap((r) => [...r].map((_, i) => r.slice(i))).filter((r) => r.length >= RUN_MIN)
}
const RUNS = ROWS.flatMap(runsOf).flatMap((r) =>
  Array.from({ length: r.length - RUN_MIN + 1 }, (_, cut) => r.slice(0, r.length - cut)),
)
const WORDS = [...new Set([...COMMON, ...RUNS])].sort((a, b) => b.length - a.length)

/** What a guesser would have to guess: common words, runs along the keyboard, years and repeats taken out. */
const guessWork = (password: string, own: readonly string[]): number => {
  let rest = password.toLowerCase()
  const parts = [...own.map((w) => w.toLowerCase()).filter((w) => w.length >= 2), ...WORDS]
  for (const part of parts) rest = rest.replaceAll(part, ' ')
  rest = rest
    .replace(/(19|20)\d\d/g, ' ')
    .replace(/(.{1,4}?)\1{2,}/g, '$1')
    .replace(/[\s\p{P}\p{S}]/gu, '')
  return new Set(rest).size
}

/**
 * Refuses what is too short or what a list of common passwords would find; no rules about kinds of characters
 * (NIST SP 800-63B-4, 3.1.1.2). @param own words of the account: login and name. @throws AppError invalid_request.
 */
export const refuseWeakPassword = (password: string, own: readonly string[]): void => {
  if ([...password].length < PASSWORD_MIN) {
    throw new AppError(
      'invalid_request',
      `密码至少 ${PASSWORD_MIN} 位，可以用一句只有您知道的话。请换一个更长的。`,
    )
  }
  if (guessWork(password, own) < LEFT_MIN) {
    throw new AppError(
      'invalid_request',
      '这个密码太常见，容易被猜到。请换一个，比如几个不相干的词连在一起。',
    )
  }
}
