import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { assignRoles } from '../../../../channels/transcript/assign-roles.ts'
import { detectVendor, VENDORS } from '../../../../channels/transcript/detect-vendor.ts'
import { joinTurns } from '../../../../channels/transcript/join-turns.ts'
import { nameSpeakers, readPush } from '../../../../channels/transcript/read-push.ts'
import { Segment } from '../../../../channels/transcript/transcript.ts'
import { readVectors } from '../read-vectors.ts'

const FILES: Record<string, string> = {
  'aliyun-nls-filetrans': 'aliyun-nls',
  'dashscope-paraformer': 'dashscope',
  'funasr-automodel': 'funasr-model',
  'funasr-ws-offline': 'funasr-runtime',
  'huawei-sis': 'huawei-sis',
  'tencent-asr': 'tencent-asr',
  'xfyun-ifasr-v2': 'xfyun-ifasr',
  'xfyun-lfasr-v1': 'xfyun-lfasr',
}
const expected = readVectors('asr/expected.json').segments
const payloadOf = (file: string) => readVectors(`asr/${file}.json`).payload
const segment = (seq: number, text: string, speaker: string | null = null) =>
  Segment.parse({ seq, text, speaker })
const rolesOf = (segments: Segment[]) => assignRoles(segments).map(({ role }) => role)

describe('the result of a recogniser', () => {
  it('is known for every sample and for every vendor', () => {
    const files = readdirSync(new URL('../../../vectors/asr', import.meta.url)).filter(
      (name) => name !== 'expected.json',
    )
    expect(files.map((name) => name.replace('.json', '')).sort()).toEqual(Object.keys(FILES).sort())
    expect(Object.values(FILES).sort()).toEqual([...VENDORS].sort())
  })

  for (const [file, vendor] of Object.entries(FILES)) {
    it(`becomes the same call whoever wrote it: ${file}`, () => {
      const read = readPush({ callId: 'c1', transcript: payloadOf(file) })
      if (!read.ok) throw new Error(read.problems.join())
      expect(read.vendor).toBe(vendor)
      const { segments } = nameSpeakers({ secret: '' }, read.vendor, read.transcript)
      const simple = segments.map(({ role, beginMs, endMs, text }) => ({
        role,
        begin_ms: beginMs,
        end_ms: endMs,
        text,
      }))
      expect(simple).toEqual(expected)
      expect(segments.map(({ seq }) => seq)).toEqual([0, 1, 2, 3])
    })
  }

  it('is refused when it is of no known shape or only half readable', () => {
    for (const payload of [
      null,
      1,
      'x',
      [],
      {},
      { Result: { Sentences: 'x' } },
      { transcripts: [{}] },
      { data: '{' },
      { data: '[{}]' },
    ]) {
      expect(detectVendor(payload)).toBeNull()
    }
    const broken = structuredClone(payloadOf('xfyun-ifasr-v2'))
    broken.content.orderResult = broken.content.orderResult.replace('st', 'xx')
    expect(detectVendor(broken)).toBeNull()
  })

  it('is put in the order of speaking when each channel comes by itself', () => {
    const sentence = (begin_time: number, text: string) => ({ begin_time, end_time: begin_time + 1, text })
    const payload = {
      transcripts: [
        { channel_id: 0, sentences: [sentence(0, '您好，12345热线。'), sentence(20, '哪里？')] },
        { channel_id: 1, sentences: [sentence(10, '路灯坏了。'), sentence(30, '  ')] },
      ],
    }
    const heard = detectVendor(payload)!.call.segments
    expect(heard.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['0', '您好，12345热线。'],
      ['1', '路灯坏了。'],
      ['0', '哪里？'],
    ])
  })

  it('keeps what sentences can be told from a runtime text that does not match its pieces', () => {
    const sents = [{ text_seg: '我 用 wifi 6 上网', punc: '。', start: 0, end: 1 }]
    const heard = detectVendor({ text: '别的话', stamp_sents: sents })!.call.segments
    expect(heard[0]!.text).toBe('我用wifi 6上网。')
  })
})

describe('who spoke', () => {
  it('is said by the set-up before anything else', () => {
    const read = readPush({ callId: 'c1', transcript: payloadOf('tencent-asr') })
    if (!read.ok) throw new Error('unreadable')
    const config = { secret: '', roles: { 'tencent-asr': { 0: 'citizen', 1: 'agent' } } as const }
    expect(nameSpeakers(config, 'tencent-asr', read.transcript).segments.map(({ role }) => role)).toEqual([
      'citizen',
      'agent',
      'citizen',
      'agent',
    ])
    const tracks = { secret: '', roles: { 'xfyun-ifasr': { R: 'agent', L: 'citizen' } } as const }
    const xfyun = readPush({ callId: 'c1', transcript: payloadOf('xfyun-ifasr-v2') })
    if (!xfyun.ok) throw new Error('unreadable')
    expect(nameSpeakers(tracks, 'xfyun-ifasr', xfyun.transcript).segments[0]!.role).toBe('citizen')
  })

  it('follows from the greeting, also when the citizen’s voice has the lower number', () => {
    const talk = [
      segment(0, '喂', '0'),
      segment(1, '您好，这里是12345热线', '1'),
      segment(2, '路灯坏了，你们12345热线管吗', '0'),
    ]
    expect(rolesOf(talk)).toEqual(['citizen', 'agent', 'citizen'])
  })

  it('stays unknown without a greeting: an agent’s words must not become a citizen’s', () => {
    expect(rolesOf([segment(0, '路灯坏了', '0'), segment(1, '哪里', '1')])).toEqual(['unknown', 'unknown'])
    expect(rolesOf([segment(0, '路灯坏了'), segment(1, '请问哪里')])).toEqual(['unknown', 'unknown'])
  })

  it('is told by the talk itself on a recording with one voice', () => {
    const talk = ['您好，12345热线。', '请问居住证怎么办？', '请您带身份证到派出所。', '哦。', '谢谢。'].map(
      (text, seq) => segment(seq, text, '0'),
    )
    expect(rolesOf(talk)).toEqual(['agent', 'citizen', 'agent', 'citizen', 'citizen'])
  })
})

describe('the citizen’s turns', () => {
  const said = (seq: number, role: Segment['role'], text: string): Segment => ({
    ...segment(seq, text),
    role,
  })
  it('join what was said without the agent in between', () => {
    const talk = [
      said(0, 'agent', '您好'),
      said(1, 'citizen', '路灯坏了'),
      said(2, 'citizen', '三天了。'),
      said(3, 'citizen', '没人管'),
      said(4, 'agent', '哪里'),
      said(5, 'citizen', '和平路'),
    ]
    expect(joinTurns(talk, true)).toEqual([
      { seq: 1, text: '路灯坏了，三天了。没人管' },
      { seq: 5, text: '和平路' },
    ])
    expect(joinTurns(talk, false)).toEqual([{ seq: 1, text: '路灯坏了，三天了。没人管' }])
  })

  it('leave out who cannot be told, and never grow too long', () => {
    expect(joinTurns([said(0, 'unknown', '甲')], true)).toEqual([])
    const monologue = Array.from({ length: 5 }, (_, seq) => said(seq, 'citizen', '字'.repeat(700)))
    expect(joinTurns(monologue, true).map(({ seq, text }) => [seq, text.length])).toEqual([
      [0, 1401],
      [2, 1401],
      [4, 700],
    ])
  })
})
