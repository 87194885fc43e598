/** Settings of everything that leaves to departments. `secretKey` null = no webhooks; `smtpUrl` null = no e-mail. */
export type SendingSettings = {
  secretKey: string | null
  /** Networks (CIDR) a webhook may reach although the guard would refuse them. */
  allowed: readonly string[]
  smtpUrl: string | null
  mailFrom: string
  digestMailTo: readonly string[]
}
