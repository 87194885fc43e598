import { computed, ref, watch } from 'vue'
import { ApiFault, api, ask } from '../api/client.ts'
import type { ChannelEffect, ChannelRow } from '../api/types.ts'
import { useAction } from '../shared/use-action.ts'

export type ChannelSettings = ChannelRow['rule']

const CHECK_PAUSE_MS = 250

/** The settings of a channel as they are typed, what they would do, and what somebody else made of them meanwhile. */
export const useChannelForm = (
  way: () => ChannelRow | null,
  seen: () => number,
  done: { saved: () => void; stale: () => void },
) => {
  const rule = ref<ChannelSettings | null>(null)
  const why = ref('')
  const effect = ref<ChannelEffect | null>(null)
  /** The channel as somebody else just left it; what was typed here is kept. */
  const taken = ref<ChannelSettings | null>(null)
  const isReading = ref(false)
  /** The channel as it was last shown here, and the version it was shown in: what a save is judged against. */
  let shown = ''
  let seenAt = 0
  // Only another channel begins anew: news of this one is told, and must not take away what was typed.
  watch(way, (now, before) => {
    const text = JSON.stringify(now?.rule)
    if (now && now.id === before?.id && text !== shown) taken.value = now.rule
    shown = text
    seenAt = seen()
  })
  watch(
    () => way()?.id,
    () => {
      why.value = ''
      effect.value = null
      taken.value = null
      rule.value = way() ? (JSON.parse(JSON.stringify(way()?.rule)) as ChannelSettings) : null
    },
  )

  let timer: number | undefined
  let turn = 0
  const check = async (): Promise<void> => {
    const asked = rule.value
    const mine = ++turn
    if (!asked) return
    const found = await ask(
      api.channels[':id'].preview.$post({ param: { id: asked.id }, json: { rule: asked } }),
    ).catch((fault: unknown) => ({
      fault: fault instanceof ApiFault ? fault.message : '没有算出影响，请再改一下试试。',
      effects: [],
      words: null,
    }))
    if (mine !== turn) return
    effect.value = found
    isReading.value = false
  }
  watch(
    [rule, seen],
    () => {
      window.clearTimeout(timer)
      if (!rule.value) return
      isReading.value = true
      timer = window.setTimeout(() => void check(), CHECK_PAUSE_MS)
    },
    { deep: true },
  )

  const isReady = computed(
    () => !isReading.value && effect.value?.fault === null && effect.value.effects.length > 0,
  )
  const { busy, run } = useAction()
  const send = async (): Promise<void> => {
    const asked = rule.value as ChannelSettings
    try {
      await ask(
        api.channels[':id'].$put({
          param: { id: asked.id },
          json: { rule: asked, why: why.value, seen: seenAt },
        }),
      )
      done.saved()
    } catch (fault) {
      const now =
        fault instanceof ApiFault ? (fault.details as { now?: ChannelSettings } | undefined)?.now : null
      if (now) {
        taken.value = now
        done.stale()
      }
      throw fault
    }
  }
  const save = (): Promise<boolean> => run(send, '已保存，几秒内在所有服务器上生效，可以在改动历史里撤销')
  return { rule, why, effect, taken, isReady, busy, save }
}
