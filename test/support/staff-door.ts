import type { Town } from './open-town.ts'

/** A browser at the staff door: keeps its cookies as a browser does, from an address of its own. */
export const openDoor = (town: Pick<Town, 'app'>, address: string) => {
  const cookies = new Map<string, string>()
  const keep = (answer: Response): void => {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = '', ...rest] = line.split(';')
      const [name = '', value = ''] = pair.split('=')
      if (rest.some((r) => /max-age=0$/i.test(r.trim()))) cookies.delete(name)
      else cookies.set(name, value)
    }
  }
  const request = async (method: string, path: string, body?: object): Promise<Response> => {
    const answer = await town.app.request(path.startsWith('/console') ? path : `/console/api${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'x-requested-with': 'yingsheng',
        'x-forwarded-for': address,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    keep(answer)
    return answer
  }
  return {
    cookies,
    request,
    get: (path: string) => request('GET', path),
    post: (path: string, body?: object) => request('POST', path, body),
    /** Whether this browser is signed in now. */
    isIn: async (): Promise<boolean> => (await request('GET', '/session')).status === 200,
  }
}
export type Door = ReturnType<typeof openDoor>
