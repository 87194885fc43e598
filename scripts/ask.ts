import { parseArgs } from 'node:util'
import { readConfig } from '../src/config.ts'
import type { Conversation } from '../src/contracts/conversation.ts'
import type { Reply } from '../src/contracts/message.ts'
import { findConversation } from '../src/conversations/conversation-repository.ts'
import { handleMessage } from '../src/intake/handle-message.ts'
import { lookUp } from '../src/intake/look-up.ts'
import { type OpenDesk, openDesk } from '../src/open-desk.ts'
import { isoNow } from '../src/platform/clock.ts'
import { newId } from '../src/platform/id.ts'

const USAGE = 'npm run ask -- "居住证怎么办" ["那要多少钱" …] [--why]   (several messages are one talk)'
const HITS_EXPLAINED = 3

const say = (line = ''): boolean => process.stdout.write(`${line}\n`)

const sayReply = (reply: Reply): void => {
  say(reply.text)
  if (reply.details) say(`\n${reply.details}`)
  for (const {
    title,
    number,
    article,
    source,
    department,
    version,
    updatedAt,
    issuedOn,
  } of reply.citations ?? []) {
    const day = issuedOn ? `${issuedOn} 发布` : `${updatedAt} 更新`
    say(
      `来源：${[`《${title}》第 ${version} 版`, article, number, source, department, day].filter(Boolean).join(' · ')}`,
    )
  }
  if (reply.guide?.length) say(`还可以问：${reply.guide.map((chip) => chip.label).join('、')}`)
  for (const [index, option] of (reply.options ?? []).entries()) say(`  ${index + 1}. ${option.label}`)
  if (reply.ticket) say(`工单号 ${reply.ticket.number}，查询码 ${reply.ticket.queryCode}`)
}

/** What was understood, what the message alone finds, and the evidence behind the first hits. */
const sayWhy = async (desk: OpenDesk, text: string, talk: Conversation | null): Promise<void> => {
  const meaning = desk.understand(text, desk.clock.now())
  const { decision, hits } = await lookUp(desk, meaning)
  const { mended, links } = desk.read(meaning)
  say(
    `\n意图 ${meaning.intent}(${meaning.intentConfidence.toFixed(2)}) · 紧急 ${meaning.urgency} · 词 ${meaning.tokens.join(' ')}`,
  )
  if (meaning.specialRoute) say(`特别渠道 ${meaning.specialRoute.id} ${meaning.specialRoute.name}`)
  if (mended) say(`改正后读作 ${mended}`)
  for (const { said, officials, isSure } of links)
    say(`“${said}”${isSure ? '相当于' : '可能指'} ${officials.join('、')}`)
  const topic = talk?.context.topicText
  if (topic && topic !== meaning.text) say(`接着谈 ${topic}`)
  say(`单看知识库 ${decision.kind}(${decision.confidence.toFixed(3)})`)
  for (const hit of hits.slice(0, HITS_EXPLAINED)) {
    say(`  ${hit.confidence.toFixed(3)}  ${hit.entryId}  ${hit.question}`)
    say(`         最像的问法：${hit.matchedWording}`)
    for (const { name, weight, note } of hit.why)
      say(`         ${weight.toFixed(3)} ${name}${note ? `(${note})` : ''}`)
  }
}

const main = async (): Promise<void> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { why: { type: 'boolean', default: false } },
  })
  if (positionals.every((text) => text.trim() === '')) throw new Error(USAGE)
  // A database of its own that is gone afterwards: asking leaves no trace in the city's records.
  const desk = await openDesk(readConfig({ DATABASE_URL: ':memory:' }))
  try {
    const who = newId()
    for (const text of positionals) {
      if (positionals.length > 1) say(`\n> ${text}`)
      const { conversationId, replies } = await handleMessage(desk, {
        channel: 'loopback',
        channelMessageId: newId(),
        channelUserId: who,
        text,
        receivedAt: isoNow(desk.clock),
      })
      for (const reply of replies) sayReply(reply)
      if (values.why) await sayWhy(desk, text, await findConversation(desk.db, conversationId))
    }
  } finally {
    await desk.close()
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
