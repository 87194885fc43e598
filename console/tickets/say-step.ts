import type { TicketStep } from '../api/types.ts'

/** Who did what just now, to somebody who was about to do something else. */
export const sayStep = (step: Pick<TicketStep, 'unit' | 'by' | 'title'>): string =>
  `${step.unit ? `${step.unit} ` : ''}${step.by}刚刚做了“${step.title}”，`
