import { type DestinationStream, pino } from 'pino'

/**
 * The log: one JSON line per event on standard output. Never a citizen's words, name, phone or code;
 * ids and counts only. `redact` is the second net under that rule. `to`: somewhere else than standard output.
 */
export const createLog = (level: string, to?: DestinationStream) =>
  pino(
    {
      level,
      base: null,
      redact: {
        paths: [
          'text',
          'phone',
          'name',
          'token',
          'code',
          'password',
          'authorization',
          'cookie',
          '*.text',
          '*.phone',
          '*.name',
          '*.token',
          '*.code',
          '*.password',
          '*.authorization',
          '*.cookie',
        ],
        censor: '[hidden]',
      },
    },
    ...(to ? [to] : []),
  )
export type Log = ReturnType<typeof createLog>
