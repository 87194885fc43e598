import { validator } from 'hono/validator'
import type { z } from 'zod'
import { AppError } from '../contracts/errors.ts'
import { explainIssue } from './explain-issue.ts'

/**
 * Checks a part of the request against its contract; the handler reads it with `c.req.valid(target)`.
 * @throws AppError invalid_request naming the fields that do not fit.
 */
export const validated = <T extends 'json' | 'query' | 'param', S extends z.ZodType>(target: T, schema: S) =>
  validator(target, (value): z.output<S> => {
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    const details = parsed.error.issues.map((i) => ({
      field: i.path.map(String).join('.'),
      reason: i.message,
    }))
    throw new AppError('invalid_request', explainIssue(parsed.error), details)
  })
