import type { CityRules } from '../contracts/city-rules.ts'

type CitizenText = { name: string; when: string; variables: readonly string[]; text: string }

/**
 * What citizens are told of the steps of a ticket, and what may stand in it. A city says it in its own words (`templates`); without
 * that, in these. Every variable listed must be used: a promise without its time is none.
 */
export const CITIZEN_TEXTS = {
  dispatched: {
    name: '派单',
    when: '派给承办单位以后',
    variables: ['单位'],
    text: '已转{单位}办理。',
  },
  signed: {
    name: '签收',
    when: '单位签收以后',
    variables: ['单位'],
    text: '{单位}已签收，正在办理。',
  },
  urged: {
    name: '催办',
    when: '催办以后',
    variables: ['单位', '时间'],
    text: '已催办，{单位}最迟{时间}前回应办得怎么样，回应会在这里告诉您。',
  },
  'urged-again': {
    name: '再次催办',
    when: '上一次催办还没有回应，又催了一次',
    variables: ['单位', '时间'],
    text: '已再次催办，{单位}仍要在{时间}前回应。',
  },
  supervised: {
    name: '督办',
    when: '督办以后',
    variables: ['单位', '时间'],
    text: '热线已督办这件工单，要求{单位}最迟{时间}前说明办理情况。',
  },
} as const satisfies Record<string, CitizenText>
export type CitizenTextId = keyof typeof CITIZEN_TEXTS

const VARIABLE = /\{([^{}]*)\}/g

/** The variables a text names, each once. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(VARIABLE)].map(([, name]) => name ?? '')),
]

/** The text with its variables filled in; what has no value is left out. */
export const fillText = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(VARIABLE, (_, name: string) => values[name] ?? '')

/** What a citizen is told, in the city's words. */
export const sayText = (
  rules: Pick<CityRules, 'templates'>,
  id: CitizenTextId,
  values: Readonly<Record<string, string>>,
): string =>
  fillText(rules.templates.find((t) => t.id === `text-${id}`)?.text ?? CITIZEN_TEXTS[id].text, values)
