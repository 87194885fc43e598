import { createTransport } from 'nodemailer'
import { type ChannelRules, readChannel } from '../../contracts/channel-rules.ts'
import type { SendingSettings } from '../../contracts/sending.ts'
import type { Sent } from './post-webhook.ts'

/** The channel a department's method of delivery goes through. */
export const wayOf = (method: string): 'mail' | 'webhook' => (method === 'email' ? 'mail' : 'webhook')

const domainOf = (address: string): string => address.split('@')[1]?.toLowerCase() ?? ''

/** Where mail of ours may go when an administrator says so: the domains the server's own settings name. */
export const mailDomains = ({ mailFrom, digestMailTo }: SendingSettings): string[] => [
  ...new Set([addressIn(mailFrom), ...digestMailTo].map(domainOf)),
]
export const isOurDomain = (sending: SendingSettings, address: string): boolean =>
  mailDomains(sending).includes(domainOf(address))

/** The mail settings with what an administrator changed of them: the sender's name and who gets the digest; the address is the server's. */
export const mailSettings = (desk: { sending: SendingSettings; rules: ChannelRules }): SendingSettings => {
  const { sending } = desk
  const { fromName, digestTo: chosen } = readChannel(desk.rules, 'mail')
  // Asked again here: an undo or a file may bring back what the server's settings no longer allow.
  const digestTo = chosen.filter((address) => isOurDomain(sending, address))
  return {
    ...sending,
    mailFrom: fromName === '' ? sending.mailFrom : `"${fromName}" <${addressIn(sending.mailFrom)}>`,
    digestMailTo: digestTo.length > 0 ? digestTo : sending.digestMailTo,
  }
}

/** The bare address of a sender: of `热线 <12345@town.example>` what stands in the brackets. */
export const addressIn = (sender: string): string => /<([^<>]+)>/.exec(sender)?.[1]?.trim() ?? sender.trim()

export type Mail = { id: string; to: readonly string[]; subject: string; text: string }

/** One mail through the configured server. The id becomes the Message-ID: a mail sent twice is the same mail. Never throws. */
export const sendMail = async (settings: SendingSettings, mail: Mail, timeoutMs: number): Promise<Sent> => {
  if (settings.smtpUrl === null) return { ok: false, said: '还没有配置邮件服务器，邮件没有发出。' }
  const transport = createTransport(
    {
      url: settings.smtpUrl,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
    },
    { from: settings.mailFrom },
  )
  try {
    await transport.sendMail({
      to: [...mail.to],
      subject: mail.subject,
      text: mail.text,
      messageId: `<${mail.id}@yingsheng>`,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    return { ok: true, said: '邮件已交给邮件服务器。' }
  } catch (error) {
    const status = (error as { responseCode?: number }).responseCode
    return { ok: false, said: status ? `邮件服务器没有收下（${status}）。` : '没有连上邮件服务器。' }
  } finally {
    transport.close()
  }
}
