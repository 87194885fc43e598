import { createTransport } from 'nodemailer'
import type { SendingSettings } from '../../contracts/sending.ts'
import type { Sent } from './post-webhook.ts'

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
