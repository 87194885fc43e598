/**
 * Below this score a matter goes to the triage desk (研判) instead of to a department. From
 * `npm run eval -- gold` of 2026-11-22 on eval/gold/complaints.jsonl: the point where a wrong dispatch becomes rarer
 * than one in ten while the desk keeps under a third of the matters.
 */
export const DISPATCH_AT = 0.3
