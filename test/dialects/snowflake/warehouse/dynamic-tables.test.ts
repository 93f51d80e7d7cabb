import { count, type DynamicTableOptions, dynamicTable, integer, source, table, varchar } from 'kerros'
import { snowflake } from 'kerros/snowflake'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readComment } from '../../../../src/core/relations/relation-mark.js'
import { isSameLag } from '../../../../src/dialects/snowflake/warehouse/create-dynamic-table.js'
import { ScratchProject } from '../../../conformance/scratch-project.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'
import { assertReadable, plan } from './planned-statements.js'

const raw = source('raw', { events: { id: integer(), kind: varchar() } })

type Row = { kind: string; n: number }

function kinds(options: DynamicTableOptions<Row>) {
  return dynamicTable(
    { e: raw.events },
    (db) =>
      db
        .selectFrom('e')
        .groupBy('e.kind')
        .select(['e.kind', count().as('n')]),
    options,
  )
}

/** How Snowflake describes what a statement made. */
function made(statement: string, targetLag: string, computeWarehouse: string) {
  const comment = / comment = '((?:[^']|'')*)'/.exec(statement)![1]!.replaceAll("''", "'").replaceAll('\\\\', '\\')
  const { mark } = readComment(comment)
  return { type: 'dynamic table', columns: [], mark, dynamicTable: { targetLag, computeWarehouse } } as const
}

const hourly = { targetLag: '1 hour', snowflakeWarehouse: 'refreshing' } as const

describe('the statements of a dynamic table', () => {
  const [create = ''] = plan({ m: kinds(hourly) }).statements

  it('creates it with its lag and its warehouse', () => {
    expect(create).toMatch(
      /^create or replace dynamic table "[A-Z_]+"\."[A-Z_]+"\."M" target_lag = '1 hour' warehouse = "REFRESHING" comment = 'kerros: \{"kind":"dynamic_table","definition":"[0-9a-f]{64}"\}' as select /,
    )
  })

  it('says all that is asked, in the order of the manual', () => {
    const { statements } = plan(
      {
        m: kinds({
          targetLag: 'downstream',
          refreshMode: 'incremental',
          initialize: 'on_schedule',
          clusterBy: 'kind',
          transient: true,
          copyGrants: true,
          description: "It's counted.",
          columns: { n: { description: 'How many.' } },
          grants: { select: ['reporting'] },
          persistDocs: { relation: true, columns: true },
        }),
      },
      { warehouse: 'transforming' },
    )
    expect(statements[0]).toMatch(
      /^create or replace transient dynamic table \S+ target_lag = downstream warehouse = "TRANSFORMING" refresh_mode = incremental initialize = on_schedule cluster by \("KIND"\) comment = 'It''s counted.\nkerros: \{[^']*\}' copy grants as select /,
    )
    expect(statements[1]).toMatch(/^alter dynamic table \S+ modify column "N" comment 'How many.'$/)
    expect(statements[2]).toMatch(/^grant select on dynamic table \S+ to role "REPORTING"$/)
    expect(statements).toHaveLength(3)
  })

  it('sends nothing when nothing has changed, not even for its warehouse', () => {
    const existing = { m: made(create, '60 minutes', 'REFRESHING') }
    const { node, statements } = plan({ m: kinds(hourly) }, { existing })
    expect(statements).toEqual([])
    expect(node.steps).toMatchObject([{ kind: 'keepRelation' }])
    expect(node.computeWarehouse).toBeUndefined()
  })

  it('alters what can be altered', () => {
    const existing = { m: made(create, '1 hour', 'REFRESHING') }
    expect(plan({ m: kinds({ ...hourly, targetLag: '2 hours' }) }, { existing }).statements).toEqual([
      expect.stringMatching(/^alter dynamic table \S+ set target_lag = '2 hours' warehouse = "REFRESHING"$/),
    ])
    expect(plan({ m: kinds({ ...hourly, snowflakeWarehouse: 'other' }) }, { existing }).statements).toEqual([
      expect.stringMatching(/ set target_lag = '1 hour' warehouse = "OTHER"$/),
    ])
  })

  it('makes it again for everything else, and on request', () => {
    const existing = { m: made(create, '1 hour', 'REFRESHING') }
    const anew = [expect.stringMatching(/^create or replace dynamic table /)]
    expect(plan({ m: kinds({ ...hourly, refreshMode: 'full' }) }, { existing }).statements).toEqual(anew)
    expect(plan({ m: kinds({ ...hourly, clusterBy: ['kind'] }) }, { existing }).statements).toEqual(anew)
    expect(plan({ m: kinds(hourly) }, { existing, fullRefresh: true }).statements).toEqual(anew)
    const unmarked = { m: { ...existing.m, mark: undefined } }
    expect(plan({ m: kinds(hourly) }, { existing: unmarked }).statements).toEqual(anew)
  })

  describe('follows its definition without being made again', () => {
    const columns = [
      { name: 'KIND', type: 'VARCHAR', comment: 'What.' },
      { name: 'N', type: 'NUMBER' },
    ]
    type Docs = Partial<DynamicTableOptions<Row>>
    /** The statements of a run over a table that was made with other descriptions and grants. */
    const sent = (before: Docs, now: Docs, defaults = {}) => {
      const [first = ''] = plan({ m: kinds({ ...hourly, ...before }) }, { defaults }).statements
      const { text } = readComment(/ comment = '(.*?)'(?: copy grants)? as /s.exec(first)![1]!)
      const existing = { m: { ...made(first, '1 hour', 'REFRESHING'), comment: text, columns } }
      const { node, statements } = plan({ m: kinds({ ...hourly, ...now }) }, { existing, defaults })
      expect(node.steps.some((step) => step.kind === 'createDynamicTable')).toBe(false)
      for (const statement of statements) assertReadable(statement)
      return statements.map((sql) => sql.replace(/"[A-Z_]+"\."[A-Z_]+"\./, ''))
    }
    const docs = { persistDocs: { relation: true, columns: true }, description: 'Counted.' } as const
    const comment = (rest: string) => expect.stringMatching(`^alter dynamic table "M" set comment = '${rest}$`)

    it('in its description and those of its columns', () => {
      const kind = { columns: { kind: { description: 'What.' } } }
      expect(sent({ ...docs, ...kind }, { ...docs, ...kind })).toEqual([])
      expect(
        sent({ ...docs, ...kind }, { ...docs, description: 'Sum.', columns: { n: { description: 'N.' } } }),
      ).toEqual([
        comment('Sum.\nkerros: .*"persisted":\\["relation","columns"\\]}\''),
        `alter dynamic table "M" modify column "KIND" comment '', column "N" comment 'N.'`,
      ])
      expect(sent({ ...docs, ...kind }, { description: 'Counted.', ...kind })).toEqual([
        comment('kerros: .*'),
        `alter dynamic table "M" modify column "KIND" comment ''`,
      ])
    })

    it('in its grants, those of the target too', () => {
      expect(sent({}, { grants: { select: ['a', 'b'] } }).slice(1)).toEqual([
        'grant select on dynamic table "M" to role "A"',
        'grant select on dynamic table "M" to role "B"',
      ])
      expect(sent({ grants: { select: ['a', 'b'] } }, { grants: { select: ['B'], monitor: ['a'] } }).slice(1)).toEqual([
        'grant monitor on dynamic table "M" to role "A"',
        'revoke select on dynamic table "M" from role "A"',
      ])
      const defaults = { grants: { select: ['all'] }, persistDocs: { relation: true } }
      expect(sent({}, {}, defaults)).toEqual([])
      expect(sent({}, { grants: {} }, defaults).slice(1)).toEqual([
        'revoke select on dynamic table "M" from role "ALL"',
      ])
    })

    it('with its lag', () => {
      expect(sent({}, { targetLag: '2 hours', grants: { select: ['a'] } })).toEqual([
        expect.stringContaining(`set target_lag = '2 hours'`),
        comment('kerros: .*'),
        'grant select on dynamic table "M" to role "A"',
      ])
    })
  })

  it.each(['table', 'view'] as const)('drops a %s that is in its place first', (type) => {
    const { statements } = plan({ m: kinds(hourly) }, { existing: { m: { type, columns: [] } } })
    expect(statements[0]).toMatch(new RegExp(`^drop ${type} if exists \\S+"M"$`))
    expect(statements[1]).toMatch(/^create or replace dynamic table /)
  })

  it('holds a view of the same query against a contract first', () => {
    const { statements } = plan({ m: kinds({ ...hourly, contract: { kind: varchar(), n: integer() } }) })
    expect(statements.map((sql) => sql.split(/ "| as /)[0])).toEqual([
      'create or replace view',
      expect.stringMatching(/^select /),
      'create or replace dynamic table',
      'drop view if exists',
    ])
  })

  it('cannot be planned when nothing says which warehouse refreshes it', () => {
    const { node } = plan({ m: kinds({ targetLag: '1 hour' }) })
    expect(node.diagnostics).toMatchObject([
      {
        code: 'E_CONFIG',
        message: 'nothing says which warehouse refreshes the dynamic table "m"',
        hint: expect.stringContaining('snowflakeWarehouse'),
      },
    ])
  })

  it('compares lags by how long they are', () => {
    expect(isSameLag('1 minute', '60 seconds')).toBe(true)
    expect(isSameLag('DOWNSTREAM', 'downstream')).toBe(true)
    expect(isSameLag('1 minute', '1 hour')).toBe(false)
    expect(isSameLag('1 minute', 'downstream')).toBe(false)
  })
})

const server = await snowflakeServer()

describe.skipIf(server.skipReason)('dynamic tables on the protocol server', () => {
  let project: ScratchProject
  beforeAll(async () => {
    const { accessUrl, account, username: user, password, database } = server
    project = await ScratchProject.create({
      name: 'Snowflake',
      createTarget: () => snowflake({ accessUrl, account, user, password, database, schema: 'DEV', warehouse: 'W' }),
    })
    await project.execute(
      'create schema if not exists raw',
      'create or replace table raw.events (id integer, kind varchar)',
      "insert into raw.events values (1, 'a'), (2, 'a'), (3, 'b')",
    )
  }, 60_000)
  afterAll(() => project?.remove())

  /** What building `m` sends, and what its node says. */
  async function build(m: unknown) {
    const before = (await server.statements()).length
    const result = await project.build({ raw, m })
    const sent = (await server.statements()).slice(before)
    const node = result.nodes.find(({ name }) => name === 'm')!
    expect(node.error).toBeUndefined()
    for (const sql of node.statements) assertReadable(sql)
    return { node, sent }
  }

  it('are made once, then left alone, altered and made again as they change', async () => {
    const first = await build(kinds({ targetLag: '1 hour' }))
    expect(first.node).toMatchObject({ status: 'success', isUnchanged: false })
    expect(await project.rows('select kind, n from m order by kind')).toEqual([
      { kind: 'a', n: 2 },
      { kind: 'b', n: 1 },
    ])
    const second = await build(kinds({ targetLag: '60 minutes' }))
    expect(second.node).toMatchObject({ status: 'success', isUnchanged: true, statements: [] })
    expect(second.sent.filter((sql) => /dynamic/i.test(sql))).toEqual([
      expect.stringMatching(/^show dynamic tables in schema \S+ limit 10000$/),
    ])
    const third = await build(kinds({ targetLag: 'downstream', snowflakeWarehouse: 'other' }))
    expect(third.node.statements).toEqual([
      expect.stringMatching(/^alter dynamic table \S+ set target_lag = downstream warehouse = "OTHER"$/),
    ])
    const fourth = await build(kinds({ targetLag: 'downstream', snowflakeWarehouse: 'other' }))
    expect(fourth.node.isUnchanged).toBe(true)
    expect(fourth.sent.filter((sql) => /^use /i.test(sql))).toEqual([])
    const fifth = await build(kinds({ targetLag: 'downstream', refreshMode: 'full' }))
    expect(fifth.node.statements).toEqual([expect.stringMatching(/^create or replace dynamic table /)])
    const described: DynamicTableOptions<Row> = {
      targetLag: 'downstream',
      refreshMode: 'full',
      grants: { select: ['public'] },
      persistDocs: { relation: true, columns: true },
      description: "Ann's",
      columns: { n: { description: 'N.' } },
    }
    const sixth = await build(kinds(described))
    expect(sixth.node.statements.map((sql) => sql.replace(/"\S+"\./, '').slice(0, 45))).toEqual([
      `alter dynamic table "M" set comment = 'Ann''s`,
      'alter dynamic table "M" modify column "N" com',
      'grant select on dynamic table "M" to role "PU',
    ])
    expect((await build(kinds(described))).node).toMatchObject({ isUnchanged: true, statements: [] })
  })

  it('are not asked for when no selected model is one', async () => {
    const { sent } = await build(table({ e: raw.events }, (db) => db.selectFrom('e').select('e.id')))
    expect(sent.filter((sql) => /dynamic tables/i.test(sql))).toEqual([])
    // It has replaced one all the same.
    expect(sent).toContainEqual(expect.stringMatching(/^drop dynamic table if exists \S+"M"$/))
  })
})
