import type { z } from 'zod'
import { ErrorShape } from './public-contracts.ts'

/** A JSON answer as the public document describes it. */
export const json = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  content: { 'application/json': { schema } },
})

/** A required JSON body. */
export const body = <S extends z.ZodType>(schema: S) => ({
  body: { required: true, content: { 'application/json': { schema } } },
})

export const refused = json(ErrorShape, 'Refused: what happened and what to do, in Chinese')

/** Needs the conversation's bearer token. */
export const secured = [{ conversationToken: [] }]
