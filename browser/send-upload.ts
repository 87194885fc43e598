/** What became of one try to upload. `again`: the same may work later (no connection, too fast, a fault of the server). */
export type Uploaded = { ok: true; id: string } | { ok: false; again: boolean; say: string }

const UPLOAD_TIMEOUT_MS = 120_000
const NOT_UNDERSTOOD = '照片没有传上去，请再试一次。'

const readAnswer = (request: XMLHttpRequest): Uploaded => {
  let body: { id?: string; error?: { message?: string } } | null = null
  try {
    body = JSON.parse(request.responseText) as { id?: string; error?: { message?: string } }
  } catch {
    // A proxy's own page: the status says enough.
  }
  if (request.status === 200 && body?.id) return { ok: true, id: body.id }
  const again = request.status === 429 || request.status >= 500
  return { ok: false, again, say: body?.error?.message ?? NOT_UNDERSTOOD }
}

/**
 * Sends one file as a request's body and tells how far it is (0…1). The one thing fetch still cannot do. Never throws;
 * `signal` ends it.
 */
export const sendUpload = (
  to: { url: string; headers: Record<string, string> },
  body: Blob,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Uploaded> =>
  new Promise((done) => {
    const request = new XMLHttpRequest()
    request.open('POST', to.url)
    for (const [name, value] of Object.entries(to.headers)) request.setRequestHeader(name, value)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.timeout = UPLOAD_TIMEOUT_MS
    request.upload.onprogress = (event) => onProgress(event.total > 0 ? event.loaded / event.total : 0)
    const broken = (): void => done({ ok: false, again: true, say: '' })
    request.onload = () => done(readAnswer(request))
    request.onerror = broken
    request.ontimeout = broken
    request.onabort = broken
    signal.addEventListener('abort', () => request.abort())
    request.send(body)
  })
