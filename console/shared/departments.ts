import { api, ask } from '../api/client.ts'
import type { Department } from '../api/types.ts'

let known: Promise<Department[]> | null = null

/** The units changed: the next caller reads them anew. */
export const forgetDepartments = (): void => {
  known = null
}

/** The city's units, read once per page load; a failed read is tried again by the next caller. */
export const listDepartments = (): Promise<Department[]> => {
  known ??= ask(api.departments.$get())
    .then((answer) => answer.rows)
    .catch((error: unknown) => {
      known = null
      throw error
    })
  return known
}
