/**
 * Every refusal a caller can meet, with the HTTP status it becomes. Closed list: anything else is a fault,
 * answered neutrally and logged.
 */
export const ERROR_STATUS = {
  /** The request does not fit the contract; `details` names the fields. */
  invalid_request: 400,
  /** No valid sign-in or conversation token. */
  unauthenticated: 401,
  /** Signed in, but the policy table does not allow it. */
  forbidden: 403,
  /** No such thing, or not yours: the same answer for both. */
  not_found: 404,
  /** The action does not fit the state the thing is in now (somebody was faster). */
  conflict: 409,
  /** The text or file is longer than what is read. */
  too_long: 413,
  /** The file or body is of a kind that is not read. */
  unsupported: 415,
  /** More requests than the limit; `details.retryAfterS` says when to try again. */
  too_many_requests: 429,
  /** A fault on our side. */
  internal: 500,
  /** A needed part is not configured or not reachable. */
  unavailable: 503,
} as const
export type ErrorCode = keyof typeof ERROR_STATUS

/** An expected refusal. `message` is for the person (Simplified Chinese): what happened and what to do next. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: unknown
  constructor(code: ErrorCode, message: string, details?: unknown) {
    super(message)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }
}
