import type { SnowflakeDatabase } from '../../../../src/dialects/snowflake/connect/snowflake-database.js'
import { stubDatabase } from '../stub-database.js'
import { failure, QUERY, report, rows, type StubReply, StubServer } from '../stub-server.js'

const COLUMNS = [
  ...['TARGET', 'RUN_ID', 'HOLDER'].map((name) => ({ name, type: 'text' })),
  { name: 'TOKEN', type: 'fixed', precision: 38, scale: 0 },
  ...['SINCE', 'EXPIRES_AT'].map((name) => ({ name, type: 'timestamp_ntz', scale: 0 })),
]

/** What a row of the table says; without `run` nobody has it. */
export interface SceneRow {
  readonly target: string
  readonly run?: string
  readonly holder?: string
  readonly token?: number
}

/** A scripted Snowflake with tables of leases that a test writes, where time and other users matter. */
export class LeaseScene {
  readonly server: StubServer
  readonly database: SnowflakeDatabase
  /** What is answered, by the first expression that a statement matches. */
  readonly answers: [statement: RegExp, answer: (sql: string) => StubReply | undefined][] = []

  private constructor(server: StubServer) {
    this.server = server
    this.database = stubDatabase(server)
    server.script = ({ path, body }) => {
      if (path !== QUERY) return undefined
      const sql = body.sqlText!
      return this.answers.find(([statement]) => statement.test(sql))?.[1](sql)
    }
  }

  static async open(): Promise<LeaseScene> {
    return new LeaseScene(await StubServer.start())
  }

  /** Answers statements one way, before what was said of them earlier. */
  on(statement: RegExp, answer: (sql: string) => StubReply | undefined): void {
    this.answers.unshift([statement, answer])
  }

  /** Says what the tables hold, each time they are read, the last time from then on. */
  holds(...states: readonly (readonly SceneRow[])[]): void {
    let reads = 0
    this.on(/^select "TARGET"/, () => leaseRows(states[Math.min(reads++, states.length - 1)]!))
  }

  /** How many rows each renewal finds. */
  renews(count: number): void {
    this.on(/^update .* set "EXPIRES_AT"/, () => report({ 'number of rows updated': count }))
  }

  /** Refuses statements. */
  refuses(statement: RegExp, message = 'out of order'): void {
    this.on(statement, () => failure('000904', message, '42000'))
  }

  /** The statements that match, so far. */
  sent(statement: RegExp): readonly string[] {
    return this.server.statements.filter((sql) => statement.test(sql))
  }

  /** The runs in the tags of the statements that match, and how many values were sent with each. */
  sentBy(statement: RegExp): readonly (readonly [run: string, values: number])[] {
    const sent = this.server.to(QUERY).filter(({ body }) => statement.test(body.sqlText!))
    return sent.map(({ body: { parameters, bindings } }) => [
      JSON.parse(String(parameters?.['QUERY_TAG'] ?? '{}')).invocation,
      Object.keys(bindings ?? {}).length,
    ])
  }

  async close(): Promise<void> {
    await this.database.close()
    await this.server.close()
  }
}

function leaseRows(found: readonly SceneRow[]): StubReply {
  const text = ({ target, run, holder, token = 1 }: SceneRow): readonly (string | null)[] => [
    ...[target, run ?? null, holder ?? (run === undefined ? null : `${run}@machine`), String(token)],
    ...['1767323045', '1767323465'],
  ]
  return rows(COLUMNS, found.map(text))
}

/** A row of the query history. */
export function history(...found: readonly (readonly [query: string, session: string, status: string])[]): StubReply {
  return rows(
    ['QUERY_ID', 'SESSION_ID', 'EXECUTION_STATUS'].map((name) => ({ name, type: 'text' })),
    found,
  )
}
