import { incremental, integer, snapshot, source, table, timestamp, varchar, view } from 'kerros'
import { beforeEach, expect, it } from 'vitest'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

const raw = source('raw', {
  events: { id: integer(), code: varchar(), n: integer(), seen_at: timestamp(), known_at: timestamp() },
})
const inputs = { e: raw.events }
const columns = ['e.id', 'e.code', 'e.n', 'e.seen_at', 'e.known_at'] as const
const rows = (db: any): any => db.selectFrom('e').select(columns)

const kept = (options: object, query: any = rows): any => incremental(inputs, query, options as never)
const recorded = (options: object): any =>
  snapshot(raw.events, { uniqueKey: 'id', strategy: 'check', checkColumns: ['n'], ...options } as never)
const byTime = (options: object = {}): any =>
  snapshot(raw.events, { uniqueKey: 'id', strategy: 'timestamp', updatedAt: 'seen_at', ...options } as never)
const whole = table(inputs, rows)
const seen = view(inputs, rows)
/** Reads what is new by a column. */
const since = (column: string) => (db: any, run: any) => rows(db).$call(run.since(`e.${column}`))
/** Renames a column of the result. */
const renamed = (from: string, to: string) => (db: any) =>
  db.selectFrom('e').select([...columns.filter((one) => one !== `e.${from}`), `e.${from} as ${to}`])

interface Case {
  readonly what: string
  readonly before: unknown
  readonly after: unknown
  /** What is said; `undefined` when it is built. */
  readonly message?: RegExp | undefined
  /** Whether `--full-refresh` builds it. */
  readonly refreshes?: boolean
}

const cases: readonly Case[] = [
  // incremental to incremental
  {
    what: 'another key',
    before: kept({ uniqueKey: 'id' }),
    after: kept({ uniqueKey: 'code' }),
    message: /"m" was built with the unique key "id" and now has "code"/,
    refreshes: true,
  },
  {
    what: 'one more column in the key',
    before: kept({ uniqueKey: 'id' }),
    after: kept({ uniqueKey: ['id', 'code'], strategy: 'delete+insert' }),
    message: /"m" was built with the unique key "id" and now has "id", "code"/,
    refreshes: true,
  },
  {
    what: 'a renamed key, with all columns synchronized',
    before: kept({ uniqueKey: 'id' }),
    after: kept({ uniqueKey: 'number', onSchemaChange: 'sync_all_columns' }, renamed('id', 'number')),
    message: /"m" was built with the unique key "id" and now has "number"/,
    refreshes: true,
  },
  {
    what: 'another watermark',
    before: kept({ uniqueKey: 'id', watermark: 'seen_at' }, since('seen_at')),
    after: kept({ uniqueKey: 'id', watermark: 'known_at' }, since('known_at')),
    message: /"m" was built with the watermark "seen_at" and now has "known_at"/,
    refreshes: true,
  },
  {
    what: 'a first watermark that the table does not have',
    before: kept({ uniqueKey: 'id' }, (db: any) => db.selectFrom('e').select(['e.id', 'e.n'])),
    after: kept({ uniqueKey: 'id', watermark: 'seen_at', onSchemaChange: 'append_new_columns' }, since('seen_at')),
    message: /the stored table of "m" has no "seen_at", by which its rows are found/,
    refreshes: true,
  },
  {
    what: 'a key for rows that were appended, and hold it',
    before: kept({ strategy: 'append' }),
    after: kept({ uniqueKey: 'id' }),
  },
  {
    what: 'a key for rows that were appended, and do not hold it',
    before: kept({ strategy: 'append' }),
    after: kept({ uniqueKey: 'n' }, (db: any) => rows(db).where('e.id', '<', 3)),
    message: /"n" is not a unique key of "m" among its stored rows: 1 value is in several rows/,
    refreshes: true,
  },
  {
    what: 'another strategy with the same key',
    before: kept({ uniqueKey: 'id' }),
    after: kept({ uniqueKey: 'id', strategy: 'delete+insert' }),
  },
  {
    what: 'the same key in another order',
    before: kept({ uniqueKey: ['id', 'code'] }),
    after: kept({ uniqueKey: ['code', 'id'] }),
  },
  {
    what: 'another key of protected rows',
    before: kept({ uniqueKey: 'id', fullRefresh: false }),
    after: kept({ uniqueKey: 'code', fullRefresh: false }),
    message: /"m" was built with the unique key "id" and now has "code"/,
  },
  // one kind to another
  { what: 'an incremental becomes a view', before: kept({ uniqueKey: 'id' }), after: seen },
  { what: 'an incremental becomes a table', before: kept({ uniqueKey: 'id' }), after: whole },
  { what: 'a table becomes an incremental', before: whole, after: kept({ uniqueKey: 'id' }) },
  { what: 'a view becomes an incremental', before: seen, after: kept({ uniqueKey: 'id' }) },
  {
    what: 'protected rows become a view',
    before: kept({ uniqueKey: 'id', fullRefresh: false }),
    after: seen,
    message: /"m" is view now, and its stored table was built as incremental with fullRefresh: false/,
  },
  {
    what: 'protected rows become a table',
    before: kept({ uniqueKey: 'id', fullRefresh: false }),
    after: whole,
    message: /"m" is table now, and its stored table was built as incremental with fullRefresh: false/,
  },
  {
    what: 'protected rows become a snapshot',
    before: kept({ uniqueKey: 'id', fullRefresh: false }),
    after: recorded({}),
    message: /the stored table of snapshot "m" was built as an incremental/,
  },
  {
    what: 'an incremental becomes a snapshot',
    before: kept({ uniqueKey: 'id' }),
    after: recorded({}),
    message: /the stored table of snapshot "m" was built as an incremental, so it is not its history/,
  },
  {
    what: 'a table becomes a snapshot',
    before: whole,
    after: recorded({}),
    message: /the stored table of snapshot "m" has no "valid_from"/,
  },
  ...(
    [
      ['a view', seen, 'view'],
      ['a table', whole, 'table'],
      ['an incremental', kept({ uniqueKey: 'id' }), 'incremental'],
    ] as const
  ).map(([what, after, kind]) => ({
    what: `a snapshot becomes ${what}`,
    before: recorded({}),
    after,
    message: new RegExp(`"m" is ${kind} now, and its stored table is a snapshot's history`),
  })),
  {
    what: 'a snapshot with names of its own becomes a table',
    before: recorded({ snapshotMetaColumnNames: { validFrom: 'a', validTo: 'b', scdId: 'c', scdUpdatedAt: 'd' } }),
    after: whole,
    message: /is a snapshot's history/,
  },
  // snapshot to snapshot
  {
    what: 'another key of a snapshot',
    before: recorded({}),
    after: recorded({ uniqueKey: ['id', 'code'] }),
    message: /snapshot "m" was built with the unique key "id" and now has "id", "code"/,
  },
  {
    what: 'another name of an added column',
    before: recorded({}),
    after: recorded({ snapshotMetaColumnNames: { validTo: 'until' } }),
    message: /snapshot "m" was built with the column "valid_to" for "validTo" and now names it "until"/,
  },
  {
    what: 'check becomes timestamp',
    before: recorded({}),
    after: byTime(),
    message: /snapshot "m" was built by the strategy "check" and now has "timestamp"/,
  },
  { what: 'timestamp becomes check', before: byTime(), after: recorded({}) },
  {
    what: 'another updatedAt',
    before: byTime(),
    after: byTime({ updatedAt: 'known_at' }),
    message: /snapshot "m" was built with updatedAt "seen_at" and now has "known_at"/,
  },
  { what: 'other columns to check', before: recorded({}), after: recorded({ checkColumns: 'all' }) },
]

/** What every engine does when a definition is another one than its relation was built with. */
export function identitySuite(engine: EngineUnderTest): void {
  contractSuite('a changed definition', engine, () => {
    let project: ScratchProject
    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      await project.execute(
        'create schema if not exists raw',
        'create or replace table raw.events (id integer, code varchar, n integer, seen_at timestamp, known_at timestamp)',
        `insert into raw.events values (1, 'a', 1, '2026-01-01', '2026-01-02'), (2, 'b', 2, '2026-01-02', '2026-01-01'), (3, 'c', 2, '2026-01-03', '2026-01-03')`,
      )
      return () => project.remove()
    })

    const build = async (m: unknown, fullRefresh = false) =>
      (await project.build({ raw, m }, { fullRefresh })).nodes[0]!
    const stored = () => project.rows('select * from m order by id')

    it.each(cases)('$what', async ({ before, after, message, refreshes = false }) => {
      expect((await build(before)).error).toBeUndefined()
      const rowsBefore = await stored()
      if (message === undefined) {
        expect((await build(after)).error).toBeUndefined()
        // And it has become what it is: the next run changes nothing of it.
        expect((await build(after)).error).toBeUndefined()
        return
      }
      for (const fullRefresh of refreshes ? [false] : [false, true]) {
        const refused = await build(after, fullRefresh)
        expect(refused.error?.message).toMatch(message)
        expect(refused.error?.code).toBe(
          /among its stored/.test(message.source) ? 'E_DUPLICATE_KEY' : 'E_CHANGED_IDENTITY',
        )
        expect(await stored()).toEqual(rowsBefore)
      }
      if (refreshes) expect((await build(after, true)).error).toBeUndefined()
      else expect((await build(before)).error).toBeUndefined()
    })

    /** What a reader of the schema sees of `m`: its comment and those of its columns. */
    const comments = async () => {
      const warehouse = await project.target.connect({ projectRoot: project.folder, threads: 1 })
      try {
        const found = await warehouse.readSchema(project.target)
        const { comment, columns: all } = found!.relations.find(({ name }) => name === 'm')!
        return {
          table: comment,
          ...Object.fromEntries(all.flatMap((one) => (one.comment ? [[one.name, one.comment]] : []))),
        }
      } finally {
        await warehouse.close()
      }
    }

    it.each<readonly [string, (options: object) => any]>([
      ['an incremental', (options) => kept({ uniqueKey: 'id', ...options })],
      ['a snapshot', recorded],
    ])('comments of %s follow its definition, and nothing is sent when nothing changed', async (_, make) => {
      const both = { relation: true, columns: true }
      const steps: readonly (readonly [object, object])[] = [
        [{ description: 'One.' }, { table: undefined }],
        [
          { description: "Two's.", persistDocs: both, columns: { id: { description: 'A.' } } },
          { table: "Two's.", id: 'A.' },
        ],
        [
          { description: 'Three.', persistDocs: both, columns: { n: { description: 'N.' } } },
          { table: 'Three.', n: 'N.' },
        ],
        [
          { persistDocs: { columns: true }, columns: { n: { description: 'M.' } } },
          { table: undefined, n: 'M.' },
        ],
        [{ columns: { n: { description: 'M.' } } }, { table: undefined }],
      ]
      for (const [options, expected] of steps) {
        expect((await build(make(options))).error).toBeUndefined()
        expect(await comments()).toEqual(expected)
        const again = await build(make(options))
        expect(again.statements.filter((sql) => /comment/i.test(sql))).toEqual([])
        expect(await comments()).toEqual(expected)
      }
    })

    it('keeps what a person has written into a comment next to what kerros writes', async () => {
      await build(kept({ uniqueKey: 'id' }))
      await project.execute(`comment on table m is 'Mine.'`)
      // Not known any more, but nothing contradicts it.
      await build(kept({ uniqueKey: 'id' }))
      expect((await build(kept({ uniqueKey: 'code' }))).error?.code).toBe('E_CHANGED_IDENTITY')
      expect((await build(kept({ uniqueKey: 'id' }))).statements.filter((sql) => /comment/i.test(sql))).toEqual([])
    })
  })
}
