import type SqliteDatabase from 'better-sqlite3'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'

/** Statements kept prepared: preparing costs several times what running a small one does. */
const STATEMENTS_MAX = 1_000
/** So many transactions share one commit at most, so that the first of them is not kept waiting by the last. */
const GROUP_MAX = 64

type Member = { resolve: () => void; reject: (error: unknown) => void }

/** First come, first served. */
class Turns {
  readonly #waiting: (() => void)[] = []
  #isTaken = false

  get isAwaited(): boolean {
    return this.#waiting.length > 0
  }
  async take(): Promise<void> {
    if (!this.#isTaken) {
      this.#isTaken = true
      return
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
  give(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#isTaken = false
  }
}

/** One borrower's turn at the one connection. */
class Borrowed implements DatabaseConnection {
  inTransaction = false
  hasGivenBack = false
  readonly #run: (borrowed: Borrowed, query: CompiledQuery) => QueryResult<unknown>
  constructor(run: (borrowed: Borrowed, query: CompiledQuery) => QueryResult<unknown>) {
    this.#run = run
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.#run(this, query) as QueryResult<R>
  }
  // biome-ignore lint/correctness/useYield: rows of SQLite come at once, nothing here reads them in pieces.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('SQLite rows are not streamed here')
  }
}

/**
 * One SQLite connection for a whole process, with two things the stock driver has not: statements stay prepared, and transactions that
 * wait for each other share one commit. A commit costs a write to disk (`synchronous=FULL`) of milliseconds, whatever is in it; under
 * load a dozen tickets then cost one. Each transaction is a savepoint of its own, rolled back alone; its promise resolves when the
 * shared commit is on disk and never before, so what was acknowledged survives a power cut as it did. Nothing read outside a
 * transaction sees what is not on disk yet. If the shared commit fails, every transaction in it fails.
 */
class GroupedDriver implements Driver {
  readonly #db: SqliteDatabase.Database
  readonly #turns = new Turns()
  readonly #statements = new Map<string, SqliteDatabase.Statement>()
  #members: Member[] = []
  #isOpen = false

  constructor(db: SqliteDatabase.Database) {
    this.#db = db
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    await this.#turns.take()
    return new Borrowed((borrowed, query) => this.#runFor(borrowed, query))
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    if (!this.#isOpen) {
      // The write lock at once: a snapshot that another process has overtaken could not be written from.
      this.#do('begin immediate')
      this.#isOpen = true
    }
    this.#do('savepoint one')
    ;(connection as Borrowed).inTransaction = true
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const borrowed = connection as Borrowed
    this.#do('release one')
    borrowed.inTransaction = false
    const durable = new Promise<void>((resolve, reject) => this.#members.push({ resolve, reject }))
    borrowed.hasGivenBack = true
    if (this.#members.length >= GROUP_MAX || !this.#turns.isAwaited) this.#commitGroup()
    this.#turns.give()
    return durable
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    ;(connection as Borrowed).inTransaction = false
    // A full disk makes SQLite roll everything back by itself: then there is nothing left to undo.
    if (!this.#isOpen) return
    this.#do('rollback to one')
    this.#do('release one')
    if (this.#members.length === 0) this.#abandonGroup()
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const borrowed = connection as Borrowed
    if (borrowed.hasGivenBack) return
    borrowed.hasGivenBack = true
    if (this.#isOpen && !this.#turns.isAwaited) this.#commitGroup()
    this.#turns.give()
  }

  async destroy(): Promise<void> {
    await this.#turns.take()
    if (this.#isOpen) this.#commitGroup()
    this.#statements.clear()
    this.#db.close()
  }

  #runFor(borrowed: Borrowed, query: CompiledQuery): QueryResult<unknown> {
    if (this.#isOpen && !borrowed.inTransaction) this.#commitGroup()
    try {
      return this.#run(query)
    } catch (error) {
      if (this.#isOpen && !this.#db.inTransaction) this.#failGroup(error)
      throw error
    }
  }

  #run({ sql, parameters }: CompiledQuery): QueryResult<unknown> {
    const statement = this.#prepare(sql)
    // As one list: thousands of arguments would first be laid on the stack.
    if (statement.reader) return { rows: statement.all(parameters) }
    const { changes, lastInsertRowid } = statement.run(parameters)
    return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] }
  }

  #prepare(sql: string): SqliteDatabase.Statement {
    const known = this.#statements.get(sql)
    if (known) return known
    const made = this.#db.prepare(sql)
    if (this.#statements.size >= STATEMENTS_MAX) {
      const [oldest = ''] = this.#statements.keys()
      this.#statements.delete(oldest)
    }
    this.#statements.set(sql, made)
    return made
  }

  #do(sql: string): void {
    this.#prepare(sql).run()
  }

  #close(): Member[] {
    const members = this.#members
    this.#members = []
    this.#isOpen = false
    return members
  }

  #commitGroup(): void {
    try {
      this.#do('commit')
    } catch (error) {
      if (this.#db.inTransaction) this.#do('rollback')
      this.#failGroup(error)
      return
    }
    for (const { resolve } of this.#close()) resolve()
  }

  #abandonGroup(): void {
    this.#do('rollback')
    this.#close()
  }

  #failGroup(error: unknown): void {
    for (const { reject } of this.#close()) reject(error)
  }
}

/** SQLite rolls back changes of shape like any other: a server killed in the middle of a migration leaves the shape it found. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** Kysely on one SQLite connection with shared commits, see `GroupedDriver`. */
export const groupedSqlite = (db: SqliteDatabase.Database): Dialect => ({
  createAdapter: (): DialectAdapter => new TransactionalDdlAdapter(),
  createDriver: (): Driver => new GroupedDriver(db),
  createIntrospector: (kysely: Kysely<unknown>): DatabaseIntrospector => new SqliteIntrospector(kysely),
  createQueryCompiler: (): QueryCompiler => new SqliteQueryCompiler(),
})
