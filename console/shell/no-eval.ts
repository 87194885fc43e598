import { config } from 'zod/v4/core'

// Zod tries whether it may compile its schemas, which the content security policy refuses and reports. Before any schema is made.
config({ jitless: true })
