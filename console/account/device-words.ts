const SYSTEMS: [RegExp, string][] = [
  [/Windows/, 'Windows 电脑'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/HarmonyOS|OpenHarmony/, '鸿蒙设备'],
  [/Android/, '安卓设备'],
  [/Mac OS X/, '苹果电脑'],
  [/Linux/, 'Linux 电脑'],
]
const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/, '微信'],
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const named = (list: [RegExp, string][], agent: string): string | undefined =>
  list.find(([pattern]) => pattern.test(agent))?.[1]

/** What a browser says it is, in a few words: "Windows 电脑 · Edge". */
export const deviceWords = (agent: string): string =>
  [named(SYSTEMS, agent), named(BROWSERS, agent)].filter(Boolean).join(' · ') || '认不出的设备'
