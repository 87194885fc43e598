import { submit } from './file-complaint.ts'
import { type Citizen, oneOf, type Staff, type Town } from './open-town.ts'

/** Somebody behind a ticket, told apart from everybody else by strings that stand nowhere else. */
export type Person = {
  name: string
  phone: string
  idNumber: string
  door: string
  code: string
  number: string
  talkId: string
  citizen: Citizen
}

const SECRETS = {
  confidential: { name: '诸葛秋岚', phone: '13511117321', idNumber: '110101198803074513', door: '1703' },
  named: { name: '司马青禾', phone: '13622226432', idNumber: '110101197705127734', door: '2104' },
  anonymous: { name: '', phone: '', idNumber: '110101196611236655', door: '2909' },
} as const
export type Kind = keyof typeof SECRETS
export const KINDS = Object.keys(SECRETS) as Kind[]

const collect = async (citizen: Citizen, matter: string, phone: string): Promise<void> => {
  let replies = await citizen.say(matter)
  for (let turn = 0; turn < 4 && replies.at(-1)?.kind === 'collect'; turn++)
    replies = await citizen.say(replies.at(-1)?.text.includes('手机号') ? phone || '不留' : '说不清')
  oneOf(replies, 'confirm')
}

const plant = async (town: Town, kind: Kind): Promise<Person> => {
  const secret = SECRETS[kind]
  const citizen = await town.citizen()
  const who = kind === 'anonymous' ? '' : `，我叫${secret.name}，电话${secret.phone}`
  const matter = `我要投诉，澄心路${KINDS.indexOf(kind) * 40 + 12}号楼下烧烤摊半夜还在吵，油烟也大${who}，身份证${secret.idNumber}，住在3栋2单元${secret.door}`
  await collect(citizen, matter, secret.phone)
  if (kind !== 'anonymous') await citizen.edit('name', secret.name)
  await citizen.edit('privacy', kind === 'confidential' ? '保密' : '不保密')
  const { ticket } = await submit(citizen)
  if (!ticket) throw new Error('no ticket')
  return { ...secret, code: ticket.queryCode, number: ticket.number, talkId: citizen.id, citizen }
}

/** One confidential, one named and one anonymous ticket, led by urban management, told in talks of their own. */
export const plantPeople = async (town: Town, dispatcher: Staff): Promise<Record<Kind, Person>> => {
  const people = {} as Record<Kind, Person>
  for (const kind of KINDS) {
    const person = await plant(town, kind)
    const path = `/tickets/${person.number}`
    type Head = { ticket: { version: number; leadDepartmentId: string | null } }
    const { ticket } = await dispatcher.ok<Head>('GET', path)
    // A decision of a person is learned from: what is remembered of it is walked through too.
    if (ticket.leadDepartmentId !== 'urban-management')
      await dispatcher.ok('POST', `${path}/dispatch`, {
        departmentId: 'urban-management',
        version: ticket.version,
      })
    people[kind] = person
  }
  return people
}

/** A door has four digits, which ids, hashes and instants have too: it counts where it stands by itself. */
const stands = (text: string, what: string, secret: string): boolean =>
  what === 'door' ? new RegExp(`(?<![\\w.:-])${secret}(?![\\w.:-])`).test(text) : text.includes(secret)

/** Which of a person's secrets stand in a text, as `kind.what`. */
export const secretsIn = (people: Record<Kind, Person>, text: string): string[] =>
  KINDS.flatMap((kind) =>
    (['name', 'phone', 'idNumber', 'door', 'code'] as const)
      .filter((what) => people[kind][what] !== '' && stands(text, what, people[kind][what]))
      .map((what) => `${kind}.${what}`),
  )
