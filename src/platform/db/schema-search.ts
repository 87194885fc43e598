/** Tables tickets are found by, and what people keep to find them again. */
export type SearchSchema = {
  /**
   * One line for each ticket. `seq` is its number as a whole (day × 10,000,000 + the count of that day): the order of opening.
   * State and warning are kept equal to the ticket's by the database itself (0024).
   */
  ticket_search: {
    seq: number
    ticket_id: string
    state: string
    warn_level: string
    /** The last four digits of the contact's phone, and all of them; empty for a confidential ticket, which no number finds. */
    phone4: string
    phone: string
    /** What it is found by, with blanks in between: words, words of the place (`@…`), facts (`=…`). */
    words: string
    /** Its units as words: ` =u:` each that works on it, ` =l:` its lead. Kept true by the database itself (0034). */
    units: string
  }
  /** Which units see a ticket: its lead, those that help, those conferring now. Kept by the database itself (0024, 0034). */
  ticket_unit: { unit: string; seq: number; is_lead: number }
  /** A search somebody keeps under a name. `query` is the page's own address. */
  saved_view: {
    id: string
    staff_id: string
    staff_name: string
    name: string
    query: string
    is_shared: number
    created_at: string
  }
}
