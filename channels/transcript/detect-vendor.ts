import { parseAliyunNls } from './parse-aliyun-nls.ts'
import { parseDashscope } from './parse-dashscope.ts'
import { parseFunasrModel } from './parse-funasr-model.ts'
import { parseFunasrRuntime } from './parse-funasr-runtime.ts'
import { parseHuaweiSis } from './parse-huawei-sis.ts'
import { parseTencentAsr } from './parse-tencent-asr.ts'
import { parseXfyunIfasr } from './parse-xfyun-ifasr.ts'
import { parseXfyunLfasr } from './parse-xfyun-lfasr.ts'
import type { HeardCall } from './transcript.ts'

/** The recognisers whose results are read. No two shapes overlap, so the order does not matter. */
const PARSERS = {
  'aliyun-nls': parseAliyunNls,
  dashscope: parseDashscope,
  'xfyun-ifasr': parseXfyunIfasr,
  'xfyun-lfasr': parseXfyunLfasr,
  'funasr-model': parseFunasrModel,
  'funasr-runtime': parseFunasrRuntime,
  'huawei-sis': parseHuaweiSis,
  'tencent-asr': parseTencentAsr,
}
export type Vendor = keyof typeof PARSERS
export const VENDORS = Object.keys(PARSERS) as Vendor[]

/**
 * Finds out by the shape whose result a payload is, and reads it: sentences in the order they were spoken, empty
 * ones left out. Null when it is of no known shape. Vendors change keys, never nesting, so the shape is enough.
 */
export const detectVendor = (payload: unknown): { vendor: Vendor; call: HeardCall } | null => {
  for (const vendor of VENDORS) {
    const call = PARSERS[vendor](payload)
    if (!call) continue
    // Recorders with two channels list one channel after the other.
    const segments = call.segments.filter(({ text }) => text.trim()).sort((a, b) => a.beginMs - b.beginMs)
    return { vendor, call: { ...call, segments } }
  }
  return null
}
