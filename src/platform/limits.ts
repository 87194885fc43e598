/** Every limit in one place: a limit on each loop, queue, retry and body, so that nothing grows without end. */
export const LIMITS = {
  /** Bytes of a request body on any door. 5,000 Chinese characters with JSON around them fit twice. */
  bodyBytes: 64 * 1024,
  /** Bytes of a table an administrator imports, as base64 in JSON, and rows of it: a big city's catalogue has some 4,000 lines. */
  tableBytes: 6 * 1024 * 1024,
  tableRows: 10_000,
  /** Bytes a workbook may unpack to: a small file can be made that unpacks to gigabytes. */
  workbookBytes: 64 * 1024 * 1024,
  /** Messages one visitor may send in a minute, and in a burst of two seconds. */
  messagesPerMinute: 30,
  messageBurst: 10,
  /** Corrections of a draft, and ratings of answers, one visitor may send in a minute. */
  editsPerMinute: 60,
  /** New conversations from one address in an hour. A whole office may sit behind one address. */
  conversationsPerHour: 120,
  /** Wrong query codes for one ticket number, and from one address, before both must wait. */
  codeAttemptsPerTicket: 10,
  codeAttemptsPerAddress: 30,
  codeAttemptWindowMs: 15 * 60 * 1000,
  /** Failed sign-ins before that login waits, per browser or network. */
  loginFailures: 5,
  /** Sign-ins, right or wrong, from one address in a minute. */
  signInsPerMinute: 60,
  /** The first wait; every further failure doubles it up to the longest. */
  loginWaitMs: 60 * 1000,
  loginWaitMaxMs: 60 * 60 * 1000,
  /** Failures this old are forgotten. */
  loginForgetMs: 24 * 60 * 60 * 1000,
  /** How long a browser stays known after its last sign-in. */
  deviceMs: 180 * 24 * 60 * 60 * 1000,
  sessionIdleMs: 8 * 60 * 60 * 1000,
  sessionMaxMs: 24 * 60 * 60 * 1000,
  inviteMs: 24 * 60 * 60 * 1000,
  /** From the right password to the code, or away at the unit's own sign-in page. */
  signInStepMs: 10 * 60 * 1000,
  /** Each request to the unit's own sign-in service: how long, and how many bytes of an answer. */
  signInAskMs: 8_000,
  signInAnswerBytes: 64 * 1024,
  /** Delivery: tries, first wait, longest wait. */
  deliveryAttempts: 8,
  deliveryFirstWaitMs: 2_000,
  deliveryLongestWaitMs: 15 * 60 * 1000,
  jobAttempts: 5,
  jobLockMs: 60_000,
  jobBatch: 20,
  /** Sending to departments: tries of one round (about three hours), first and longest wait, time and bytes of an answer. */
  sendAttempts: 10,
  sendFirstWaitMs: 15_000,
  sendLongestWaitMs: 60 * 60 * 1000,
  sendTimeoutMs: 8_000,
  sendAnswerBytes: 64 * 1024,
  /** Requests of one department key in a minute. */
  departmentRequestsPerMinute: 120,
  /** When a system whose push a paused channel refused may try again. */
  pausedRetryS: 60,
  /** Clocks looked at in one round of warnings; the next round takes the rest. */
  clocksWarned: 200,
  /** Running clocks looked at to show what other deadline rules would mean. */
  clocksPreviewed: 1_000,
  /** Wordings one citizen and one member of staff may teach in a day, and that citizens alone may add to one entry in a day. */
  lessonsPerCitizen: 10,
  lessonsPerStaff: 200,
  wordingsPerEntryDay: 5,
  /** Learned wordings an entry is found by; the best stay. */
  wordingsPerEntry: 40,
  /** A wording that nobody confirmed again for this long is forgotten. */
  proposedWordingMs: 180 * 24 * 60 * 60 * 1000,
  /** Questions that were not answered: how far back they are listed, and how many messages of them at most. */
  gapMs: 90 * 24 * 60 * 60 * 1000,
  gapsRead: 1_000,
  /** Rows of a table of entries: all are compared with the base, and found near ones, before anything is written. */
  entryRows: 2_000,
  /** An agent's hold on a talk without a sign of life of their desk, which gives one every quarter of it. */
  holdMs: 120_000,
  /** Talks returned to the queue in one round; the next round takes the rest. */
  holdsReturned: 100,
  /** Notes of one talk, and notices of one person, that are shown. */
  talkNotes: 200,
  staffNotices: 50,
  /** People one note may name. */
  mentions: 10,
  /** How long whoever abused an agent is not put through to one; danger always is. */
  coolOffMs: 24 * 60 * 60 * 1000,
  /** Canned replies and macros one person or team may keep. */
  kitRows: 200,
  /** Sentences of a talk's calls that are shown and read. */
  callSegments: 2_000,
  /** A call the exchange never told the end of counts as over after this. */
  callMaxMs: 3 * 60 * 60 * 1000,
  /** One photo or PDF on its way in; pixels it may unpack to (a phone's largest photo has 50 million, a forged one more). */
  fileBytes: 15 * 1024 * 1024,
  filePixels: 64_000_000,
  /** Files of one message, step or reply; of one ticket; that one person or talk may have chosen and not yet sent. */
  filesPerStep: 9,
  filesPerTicket: 60,
  filesLoose: 18,
  /** Uploads of one talk, ticket or member of staff in a minute. */
  uploadsPerMinute: 30,
  /** Templates of replies one unit keeps. */
  templatesPerUnit: 100,
  /** A file that was chosen and never sent is forgotten after this. */
  looseFileMs: 24 * 60 * 60 * 1000,
  /** Found tickets are counted up to here; a page says “1000+”. */
  foundCounted: 1_000,
  /** Searches one person may keep under a name. */
  savedViews: 50,
  pageSize: 50,
  threadMessages: 500,
  hits: 8,
} as const
