import { existsSync, readFileSync } from 'node:fs'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { CodeWaySettings, type OidcSettings } from './contracts/sign-in.ts'

/**
 * The only reader of `process.env`. Laptop defaults for everything, so that `npm start` needs no settings;
 * mistakes stop the start with a sentence that says how to mend them.
 */
const Text = z.string().trim()
const Port = z.coerce.number('PORT must be a number, e.g. 12345').int().min(0).max(65535)
const Env = z.object({
  HOST: Text.default('0.0.0.0'),
  PORT: Port.default(12345),
  PUBLIC_BASE_URL: z
    .url('PUBLIC_BASE_URL must be the address citizens see, e.g. https://12345.example.gov.cn')
    .optional(),
  DATABASE_URL: Text.default('file:data/yingsheng.db'),
  DATABASE_POOL: z.coerce.number().int().min(1).max(100).default(10),
  FILES_DIR: Text.default('data/files'),
  KNOWLEDGE_DIR: Text.default('knowledge'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('warn'),
  TRUST_PROXY: z.enum(['true', 'false']).default('false'),
  WORKER_IN_PROCESS: z.enum(['true', 'false']).default('true'),

  WECHAT_TOKEN: Text.optional(),
  WECHAT_APP_ID: Text.optional(),
  WECHAT_APP_SECRET: Text.optional(),
  WECHAT_ENCODING_AES_KEY: Text.length(43, 'WECHAT_ENCODING_AES_KEY has 43 characters').optional(),
  WECHAT_API_BASE_URL: z.url().default('https://api.weixin.qq.com'),

  TWILIO_AUTH_TOKEN: Text.optional(),
  VOICE_AGENT_NUMBER: Text.optional(),

  TRANSCRIPT_SECRET: Text.min(
    16,
    'TRANSCRIPT_SECRET needs 16 characters or more (openssl rand -hex 32)',
  ).optional(),

  TELEPHONY_SECRET: Text.min(
    16,
    'TELEPHONY_SECRET needs 16 characters or more (openssl rand -hex 32)',
  ).optional(),
  WEBHOOK_SECRET_KEY: Text.min(
    32,
    'WEBHOOK_SECRET_KEY needs 32 characters or more (openssl rand -hex 32)',
  ).optional(),
  WEBHOOK_ALLOWED: Text.default(''),
  SIGN_IN_KEY: Text.min(32, 'SIGN_IN_KEY needs 32 characters or more (openssl rand -hex 32)').optional(),
  OIDC_ISSUER: z.url('OIDC_ISSUER is the provider, e.g. https://sso.example.gov.cn/realms/staff').optional(),
  OIDC_CLIENT_ID: Text.optional(),
  OIDC_CLIENT_SECRET: Text.optional(),
  OIDC_NAME: Text.max(30).default('单位账号'),
  OIDC_SCOPE: Text.default('openid profile'),
  OIDC_CLAIM: Text.default('preferred_username'),
  CODE_SIGN_IN_FILE: Text.optional(),
  SMTP_URL: z
    .url('SMTP_URL is the mail server, e.g. smtp://user:password@mail.example.gov.cn:587')
    .optional(),
  MAIL_FROM: Text.default('12345@localhost'),
  DIGEST_MAIL_TO: Text.default(''),

  LLM_BASE_URL: z
    .url('LLM_BASE_URL is the OpenAI-compatible address, e.g. http://127.0.0.1:8000/v1')
    .optional(),
  LLM_API_KEY: Text.optional(),
  LLM_MODEL: Text.optional(),
  LLM_BUDGET_MS: z.coerce.number().int().min(200).max(30_000).default(4_000),
  LLM_EXTRA_BODY: Text.optional(),

  LEARNING_CITIZENS: z.coerce.number().int().min(0).max(50).default(2),

  EMBEDDINGS_BASE_URL: z
    .url('EMBEDDINGS_BASE_URL is the OpenAI-compatible address, e.g. http://127.0.0.1:8000/v1')
    .optional(),
  EMBEDDINGS_API_KEY: Text.optional(),
  EMBEDDINGS_MODEL: Text.optional(),
  EMBEDDINGS_DIMENSIONS: z.coerce.number().int().min(8).max(8192).optional(),
  EMBEDDINGS_BUDGET_MS: z.coerce.number().int().min(20).max(3_000).default(300),
})

/** Empty settings count as absent: `.env` files list every name. */
const withoutEmpty = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''))

const readExtraBody = (text: string | undefined): Record<string, unknown> => {
  if (!text) return {}
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch {
    throw new Error('LLM_EXTRA_BODY must be a JSON object, e.g. {"enable_thinking":false}')
  }
}

const readOidc = (env: z.infer<typeof Env>): OidcSettings | null => {
  if (!env.OIDC_ISSUER) return null
  if (!env.OIDC_CLIENT_ID) throw new Error('OIDC_CLIENT_ID is needed beside OIDC_ISSUER')
  return {
    name: env.OIDC_NAME,
    issuer: env.OIDC_ISSUER,
    clientId: env.OIDC_CLIENT_ID,
    clientSecret: env.OIDC_CLIENT_SECRET ?? null,
    scope: env.OIDC_SCOPE,
    claim: env.OIDC_CLAIM,
  }
}

const readCodeWay = (path: string): CodeWaySettings => {
  const wrong = (what: string): Error => new Error(`CODE_SIGN_IN_FILE ${path}: ${what}`)
  if (!existsSync(path)) throw wrong('there is no such file')
  const parsed = CodeWaySettings.safeParse(parseYaml(readFileSync(path, 'utf8')))
  if (parsed.success) return parsed.data
  throw wrong(parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '))
}

const listOf = (text: string): string[] => text.split(/[,，\s]+/).filter(Boolean)

const arrange = (env: z.infer<typeof Env>) => ({
  host: env.HOST,
  port: env.PORT,
  publicBaseUrl: (env.PUBLIC_BASE_URL ?? `http://localhost:${env.PORT}`).replace(/\/$/, ''),
  databaseUrl: env.DATABASE_URL,
  databasePool: env.DATABASE_POOL,
  filesDir: env.FILES_DIR,
  knowledgeDir: env.KNOWLEDGE_DIR,
  logLevel: env.LOG_LEVEL,
  trustProxy: env.TRUST_PROXY === 'true',
  workerInProcess: env.WORKER_IN_PROCESS === 'true',
  wechat: {
    token: env.WECHAT_TOKEN,
    appId: env.WECHAT_APP_ID,
    appSecret: env.WECHAT_APP_SECRET,
    encodingAesKey: env.WECHAT_ENCODING_AES_KEY,
    apiBaseUrl: env.WECHAT_API_BASE_URL,
  },
  voice: { authToken: env.TWILIO_AUTH_TOKEN, agentNumber: env.VOICE_AGENT_NUMBER },
  transcript: { secret: env.TRANSCRIPT_SECRET },
  telephony: { secret: env.TELEPHONY_SECRET },
  sending: {
    secretKey: env.WEBHOOK_SECRET_KEY ?? null,
    allowed: listOf(env.WEBHOOK_ALLOWED),
    smtpUrl: env.SMTP_URL ?? null,
    mailFrom: env.MAIL_FROM,
    digestMailTo: listOf(env.DIGEST_MAIL_TO),
  },
  signIn: {
    secretKey: env.SIGN_IN_KEY ?? null,
    oidc: readOidc(env),
    code: env.CODE_SIGN_IN_FILE ? readCodeWay(env.CODE_SIGN_IN_FILE) : null,
  },
  llm:
    env.LLM_BASE_URL && env.LLM_MODEL
      ? {
          baseUrl: env.LLM_BASE_URL,
          apiKey: env.LLM_API_KEY ?? 'none',
          model: env.LLM_MODEL,
          budgetMs: env.LLM_BUDGET_MS,
          extraBody: readExtraBody(env.LLM_EXTRA_BODY),
        }
      : null,
  learning: { citizensNeeded: env.LEARNING_CITIZENS },
  embeddings:
    env.EMBEDDINGS_BASE_URL && env.EMBEDDINGS_MODEL
      ? {
          baseUrl: env.EMBEDDINGS_BASE_URL,
          apiKey: env.EMBEDDINGS_API_KEY ?? 'none',
          model: env.EMBEDDINGS_MODEL,
          dimensions: env.EMBEDDINGS_DIMENSIONS ?? null,
          budgetMs: env.EMBEDDINGS_BUDGET_MS,
        }
      : null,
})
export type Config = ReturnType<typeof arrange>

/**
 * Reads the settings once, at start (a `.env` file beside package.json is read first, real variables win).
 * @throws Error listing every wrong setting and how to mend it.
 */
export const readConfig = (overrides: NodeJS.ProcessEnv = {}): Config => {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const parsed = Env.safeParse(withoutEmpty({ ...process.env, ...overrides }))
  if (parsed.success) return arrange(parsed.data)
  const mistakes = parsed.error.issues.map((i) => `  ${i.path.join('.')}: ${i.message}`)
  throw new Error(`These settings are not right (see .env.example):\n${mistakes.join('\n')}`)
}
