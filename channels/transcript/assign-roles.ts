import type { Segment, SpeakerRole } from './transcript.ts'

/** Which label is whom at one recogniser, from its set-up: `{ "0": "agent", "1": "citizen" }`. */
export type RoleMap = Record<string, SpeakerRole>

// How an agent opens a call; a citizen does not say it. The sure sign.
const GREETING =
  /(您好|你好).{0,8}(12345|热线)|12345.{0,6}(热线|为您服务)|有什么可以帮|很高兴为您服务|工号.{0,8}为您/
// What an agent says during a call; only trusted where a person is answered, for citizens ask politely too.
const AGENT_PHRASE = /^(请问|好的.{0,3}请|请您|我帮您|我为您|这边(帮|为)您|麻烦您|稍等|感谢您的来电)/

const rolesByLabel = (segments: Segment[]): RoleMap | null => {
  const labels = new Set(segments.map((segment) => segment.speaker))
  if (labels.size < 2) return null
  // The first to greet is the agent: a citizen may repeat "12345热线" later, a voice menu may not be separated.
  const agent = segments.find((segment) => segment.speaker !== null && GREETING.test(segment.text))?.speaker
  if (agent === undefined || agent === null) return null
  const roles: RoleMap = Object.create(null)
  for (const label of labels) if (label !== null) roles[label] = label === agent ? 'agent' : 'citizen'
  return roles
}

/** Without separated voices: after the agent's greeting the talk goes to and fro. */
const rolesByTalk = (segments: Segment[]): SpeakerRole[] => {
  let last: SpeakerRole = 'unknown'
  return segments.map(({ text }) => {
    if (GREETING.test(text)) last = 'agent'
    else if (last === 'agent' && !/[？?]$/.test(text) && AGENT_PHRASE.test(text)) last = 'agent'
    else if (last === 'agent') last = 'citizen'
    else if (last === 'citizen' && AGENT_PHRASE.test(text)) last = 'agent'
    return last
  })
}

/**
 * Says for every segment who spoke. What the recogniser or the set-up says comes first; else the voice that
 * greets as an agent does is the agent and the others citizens; without separated voices the talk decides. Until
 * an agent's greeting was heard it stays `unknown`.
 */
export const assignRoles = (segments: Segment[], configured: RoleMap = {}): Segment[] => {
  const byLabel = rolesByLabel(segments)
  const isSeparated = new Set(segments.map((segment) => segment.speaker)).size > 1
  const byTalk = isSeparated ? null : rolesByTalk(segments)
  return segments.map((segment, index) => {
    if (segment.role !== 'unknown') return segment
    const label = segment.speaker
    const named = label !== null && Object.hasOwn(configured, label) ? configured[label] : undefined
    return {
      ...segment,
      role: named ?? (label !== null ? byLabel?.[label] : undefined) ?? byTalk?.[index] ?? 'unknown',
    }
  })
}
