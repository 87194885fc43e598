import { z } from 'zod'
import { Role } from './staff.ts'

const Rights = z.array(z.string().regex(/^[a-z-]+\.[a-z-]+$/)).default([])
/** What the city gives a role beyond the delivered table, and what it takes from it, by name of capability (`staff/policy.ts`). */
export const RoleFile = z.strictObject({ id: Role, more: Rights, less: Rights })
export type RoleFile = z.infer<typeof RoleFile>

/** `knowledge/roles.yaml`, which a city need not have: a role it does not name is as delivered. */
export const RolesFile = z.strictObject({
  roles: z
    .array(RoleFile)
    .default([])
    .refine((roles) => new Set(roles.map((r) => r.id)).size === roles.length, 'a role stands here twice'),
})
