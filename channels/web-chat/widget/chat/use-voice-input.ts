import { onBeforeUnmount, ref } from 'vue'

/** The part of the Web Speech API that is used; browsers ship it under two names and TypeScript under none. */
type Recognition = {
  lang: string
  continuous: boolean
  interimResults: boolean
  start: () => void
  stop: () => void
  onresult: ((event: { results: ArrayLike<ArrayLike<{ transcript: string }>> }) => void) | null
  onerror: ((event: { error: string }) => void) | null
  onend: (() => void) | null
}
type RecognitionMaker = new () => Recognition

const PROBLEMS: Record<string, string> = {
  'not-allowed': '浏览器没有允许使用麦克风。请在浏览器设置里允许，或直接打字。',
  'service-not-allowed': '这个浏览器不提供语音输入。请直接打字，或使用输入法的语音键。',
  'audio-capture': '没有找到麦克风。请直接打字。',
  network: '语音识别没有连上。请直接打字，或过一会儿再试。',
  'no-speech': '没有听到声音。请靠近一些再说一次。',
}

const findMaker = (): RecognitionMaker | undefined => {
  const host = window as unknown as Record<string, RecognitionMaker | undefined>
  return host.SpeechRecognition ?? host.webkitSpeechRecognition
}

/**
 * Speaking instead of typing, where the browser can listen. What is heard is handed to `onHeard` as the whole of this
 * spell, again and again while it is refined; nothing is sent without the person's own tap.
 */
export const useVoiceInput = (onHeard: (text: string) => void) => {
  const Maker = findMaker()
  const isListening = ref(false)
  const problem = ref('')
  let recognition: Recognition | null = null

  const start = (): void => {
    if (!Maker) return
    problem.value = ''
    recognition = new Maker()
    recognition.lang = 'zh-CN'
    recognition.continuous = true
    recognition.interimResults = true
    recognition.onresult = (event) =>
      onHeard(Array.from(event.results, (result) => result[0]?.transcript ?? '').join(''))
    recognition.onerror = (event) => {
      problem.value = PROBLEMS[event.error] ?? (event.error === 'aborted' ? '' : '语音输入停了。请直接打字。')
    }
    recognition.onend = () => {
      isListening.value = false
    }
    recognition.start()
    isListening.value = true
  }
  const stop = (): void => recognition?.stop()
  onBeforeUnmount(stop)

  return { isAvailable: Maker !== undefined, isListening, problem, start, stop }
}
