import { type Uploads, useUploads } from '../../browser/use-uploads.ts'
import { api, ask } from '../api/client.ts'

/** Where one of a ticket's files is shown from. */
export const fileUrl = (number: string, id: string, size: 'thumb' | 'whole'): string =>
  `/console/api/tickets/${encodeURIComponent(number)}/files/${encodeURIComponent(id)}?size=${size}`

const MOST = 9

/** Photos chosen in one form of a ticket; what the server has already is still there after a reload. */
export const useTicketUploads = (number: string, form: string): Uploads => {
  const name = `yingsheng.files.${number}.${form}`
  return useUploads({
    to: ({ key, purpose, name: fileName }) => ({
      url: `/console/api/tickets/${encodeURIComponent(number)}/files?${new URLSearchParams({ key, purpose, name: fileName })}`,
      headers: { 'X-Requested-With': 'yingsheng' },
    }),
    takeBack: (id) => ask(api.tickets[':number'].files[':id'].$delete({ param: { number, id } })),
    most: MOST,
    memory: {
      read: () => window.sessionStorage.getItem(name),
      write: (value) => window.sessionStorage.setItem(name, value),
    },
    previewOf: (id) => fileUrl(number, id, 'thumb'),
  })
}
