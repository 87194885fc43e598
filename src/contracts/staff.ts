import { z } from 'zod'

/** What a person may do follows from roles; the table is `staff/policy.ts`. `signer` signs their unit's replies. */
export const Role = z.enum(['admin', 'agent', 'dispatcher', 'handler', 'signer', 'editor', 'supervisor'])
export type Role = z.infer<typeof Role>

/** The signed-in person behind a request. */
export const StaffMember = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  roles: z.array(Role),
  departmentId: z.string().nullable(),
})
export type StaffMember = z.infer<typeof StaffMember>
