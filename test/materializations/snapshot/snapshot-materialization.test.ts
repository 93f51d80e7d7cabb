import { date, integer, type Snapshot, snapshot, source, timestamp, varchar } from 'kerros'
import { expect, it } from 'vitest'
import type { ExistingRelation } from '../../../src/core/relations/relation.js'
import type { DialectName } from '../../../src/testing/compile-places.js'
import { type PlanSettings, plannedNode, plannedSteps } from '../planned-node.js'

const raw = source('raw', { e: { id: integer(), kind: varchar().nullable(), day: date(), at: timestamp().nullable() } })
const recorded = (options: object) =>
  snapshot(raw.e, { uniqueKey: 'id', strategy: 'check', checkColumns: ['kind'], ...options } as never)
const byTime = (options: object = {}) =>
  snapshot(raw.e, { uniqueKey: ['id', 'day'], strategy: 'timestamp', updatedAt: 'at', ...options } as never)

const column = (name: string) => ({ name, type: 'VARCHAR' })
const ADDED = ['valid_from', 'valid_to', 'scd_id', 'scd_updated_at'].map(column)
const SOURCE = ['id', 'kind', 'day', 'at'].map(column)
/** A history as it is after a run of `m`. */
const historyOf = (m: Snapshot<any>, columns = [...SOURCE, ...ADDED]): ExistingRelation => {
  const [made] = plannedSteps('duckdb', { m }).filter((step) => step.kind === 'createTableAs' && !step.temporary)
  return { type: 'table', columns, mark: (made as any).settings.mark }
}
const planned = (engine: DialectName, m: Snapshot<any>, existing?: ExistingRelation, settings?: PlanSettings) =>
  plannedSteps(engine, { m }, { ...settings, ...(existing && { existing: { m: existing } }) })
const kinds = (...args: Parameters<typeof planned>) => planned(...args).map(({ kind }) => kind)

it('the first run makes the history of the rows of one read, whose key it checks', () => {
  const m = recorded({})
  expect(kinds('duckdb', m)).toEqual(['createTableAs', 'assertUniqueKey', 'createTableAs', 'dropRelation'])
  expect(kinds('snowflake', m)).toEqual(['createTableAs', 'assertUniqueKey', 'createTableAs'])
  const [read, check, make] = planned('duckdb', m) as any
  expect(read).toMatchObject({ temporary: true, settings: {}, replaces: undefined })
  expect(read.relation.name).toBe('kerros_main_m_source_run')
  expect(read.select).toBe(
    'select "source"."id", "source"."kind", "source"."day", "source"."at" from "raw"."e" as "source"',
  )
  expect(check).toMatchObject({ relation: read.relation, key: ['id'], isStored: false })
  expect(check.sql).toContain('row_number')
  expect(make).toMatchObject({ relation: { name: 'm' }, temporary: false, replaces: undefined })
  expect(make.settings).toMatchObject({ transient: false, mark: { kind: 'snapshot', keeps: 'history' } })
})

it('is permanent unless it says otherwise', () => {
  const settings = (options: object) =>
    (planned('snowflake', recorded(options)).find((step) => step.kind === 'createTableAs' && !step.temporary) as any)
      .settings
  expect(settings({}).transient).toBe(false)
  expect(settings({ transient: true }).transient).toBe(true)
})

it('a later run compares types and merges, and sends nothing else when nothing has changed', () => {
  const m = recorded({})
  const same = historyOf(m)
  const steps = ['createTableAs', 'assertUniqueKey', 'assertColumnTypes', 'merge']
  expect(kinds('duckdb', m, same)).toEqual([...steps, 'dropRelation'])
  expect(kinds('snowflake', m, same)).toEqual(steps)
  expect(kinds('duckdb', m, same, { fullRefresh: true })).toEqual([...steps, 'dropRelation'])
  const check = (engine: DialectName) => planned(engine, m, same)[2] as any
  expect(check('duckdb')).toMatchObject({
    stored: same.columns,
    expected: {},
    batch: { name: 'kerros_main_m_source_run' },
    contract: undefined,
    onChange: 'fail',
    hint: expect.stringContaining('castTo(…)'),
  })
  expect(check('snowflake').batch).toBeUndefined()
  expect(Object.keys(check('snowflake').expected)).toEqual(['id', 'kind', 'day', 'at'])
})

it('a later run widens, adds columns and applies settings before it merges', () => {
  const m = recorded({ persistDocs: { relation: true }, description: 'x' })
  const narrow = [column('id'), { ...column('kind'), type: 'VARCHAR(4)', isNarrow: true }, column('old')]
  const stored = historyOf(recorded({}), [...narrow, ...ADDED])
  expect(kinds('snowflake', m, stored)).toEqual([
    'createTableAs',
    'assertUniqueKey',
    'assertColumnTypes',
    'widenColumns',
    'alterColumns',
    'applySettings',
    'merge',
  ])
  const find = (kind: string) => planned('snowflake', m, stored).find((step) => step.kind === kind)
  expect(find('alterColumns')).toMatchObject({ add: ['day', 'at'], drop: [], like: { name: 'kerros_m_source_run' } })
  expect(find('alterColumns')).toMatchObject({ types: { kind: { name: 'varchar' } } })
})

it('refuses to keep its history in a view', () => {
  const existing = { m: { type: 'view', columns: [] } } as const
  expect(plannedNode('duckdb', { m: recorded({}) }, { existing }).diagnostics).toMatchObject([
    {
      code: 'E_RELATION_TYPE',
      message: expect.stringContaining('there is a view where snapshot "m" keeps its history'),
      hint: expect.stringContaining('the view'),
    },
  ])
  const table = { m: { type: 'table', columns: SOURCE } } as const
  expect(plannedNode('duckdb', { m: recorded({}) }, { existing: table }).diagnostics).toMatchObject([
    { code: 'E_CHANGED_IDENTITY' },
  ])
})

it('says what it is: its settings and what decides its versions', () => {
  const of = (m: any) => m.materialization
  expect(of(recorded({ hardDeletes: 'invalidate' }))).toMatchObject({
    name: 'snapshot',
    relationType: 'table',
    config: { strategy: 'check', uniqueKey: ['id'], hardDeletes: 'invalidate', checkColumns: ['kind'] },
    identity: { kind: 'snapshot', strategy: 'check' },
  })
  expect(of(recorded({})).storedRows).toEqual([
    { deciders: ['id'], why: 'unique key', added: {} },
    {
      deciders: ['kind'],
      why: 'new version',
      added: { valid_from: [], valid_to: [], scd_id: ['id'], scd_updated_at: [] },
    },
  ])
  expect(of(byTime())).toMatchObject({
    config: { strategy: 'timestamp', uniqueKey: ['id', 'day'], hardDeletes: 'ignore', updatedAt: 'at' },
  })
  expect(of(byTime()).storedRows).toEqual([
    { deciders: ['id', 'day'], why: 'unique key', added: {} },
    {
      deciders: ['at'],
      why: 'new version',
      added: { valid_from: ['at'], valid_to: ['at'], scd_id: ['id', 'day', 'at'], scd_updated_at: ['at'] },
    },
  ])
})

const sqlOf = (m: Snapshot<any>, existing?: ExistingRelation) => {
  const steps = planned('duckdb', m, existing) as any[]
  const sql: string = existing ? steps.find(({ kind }) => kind === 'merge').sql : steps.at(-2).select
  return sql
    .replaceAll('"temp"."main"."kerros_main_m_source_run"', 'SOURCE')
    .replaceAll('"main"."m"', 'TARGET')
    .replaceAll("cast(timestamp '2024-01-01 00:00:00.000' as timestamp)", 'cast(RUN as timestamp)')
    .replaceAll("timestamp '2024-01-01 00:00:00.000'", 'RUN')
    .replaceAll('cast(RUN as timestamp)', 'RUN')
    .replaceAll("cast(timestamp '1970-01-01 00:00:00.000' as timestamp)", 'EPOCH')
}

it('the first versions are written by one statement', () => {
  expect(sqlOf(byTime())).toMatchSnapshot()
  expect(sqlOf(recorded({}))).toMatchSnapshot()
})

it('later versions are written by one statement', () => {
  expect(sqlOf(byTime({ hardDeletes: 'invalidate' }), historyOf(byTime()))).toMatchSnapshot()
  expect(sqlOf(recorded({}), historyOf(recorded({})))).toMatchSnapshot()
})

it('a deletion record has the values that are stored, and begins where the last version ends', () => {
  const m = recorded({ hardDeletes: 'newRecord', checkColumns: 'all' })
  const stored = historyOf(m, [column('id'), column('kind'), ...ADDED, column('is_deleted')])
  expect(sqlOf(m)).toMatchSnapshot()
  expect(sqlOf(m, stored)).toMatchSnapshot()
})

it('current versions end when the options say so, and older ones are changed before the mark', () => {
  const until = (date: string) => recorded({ validToCurrent: new Date(date) })
  const m = until('9999-12-31')
  expect(sqlOf(m)).toContain('cast(timestamp \'9999-12-31 00:00:00.000\' as timestamp) as "valid_to"')
  expect(sqlOf(m, historyOf(m))).toMatchSnapshot()
  expect(kinds('duckdb', m, historyOf(m))).not.toContain('update')
  const changes = (now: Snapshot<any>, before: Snapshot<any>) => {
    const steps = planned('duckdb', now, historyOf(before)) as any[]
    const at = steps.findIndex(({ kind }) => kind === 'update')
    expect(steps[at + 1]?.kind).toBe('applySettings')
    return steps[at].sql
  }
  const set = (end: string, where: string) => `update "main"."m" as "t" set "valid_to" = ${end} where ${where}`
  const end = (date: string) => `cast(timestamp '${date} 00:00:00.000' as timestamp)`
  const isNull = '"t"."valid_to" is null'
  expect(changes(m, recorded({}))).toBe(set(end('9999-12-31'), isNull))
  expect(changes(recorded({}), m)).toBe(
    set('cast(null as timestamp)', `(${isNull} or "t"."valid_to" = ${end('9999-12-31')})`),
  )
  expect(changes(until('9000-01-01'), m)).toBe(
    set(end('9000-01-01'), `(${isNull} or "t"."valid_to" = ${end('9999-12-31')})`),
  )
})

it('refuses an end of current versions that the run has nearly reached', () => {
  const refused = (validToCurrent: Date) =>
    plannedNode('duckdb', { m: recorded({ validToCurrent }) }, {}).diagnostics.map(({ code, message }) => [
      code,
      message,
    ])
  expect(refused(new Date('2024-01-02'))).toEqual([])
  expect(refused(new Date('2024-01-01T23:59:59.999Z'))).toEqual([
    [
      'E_INVALID_DEFINITION',
      'the validToCurrent of snapshot "m" is 2024-01-01T23:59:59.999Z, which is not at least a day after this run',
    ],
  ])
})

it('compares with NULL where the history has no such column yet, and with the timestamps that it has', () => {
  const changed = (m: Snapshot<any>, columns: readonly string[]) =>
    / where \("c"\."scd_id" is null or (.*?)\)\) select 'insert'/.exec(
      sqlOf(m, historyOf(m, [...columns.map(column), ...ADDED])),
    )![1]
  expect(changed(recorded({}), ['id', 'KIND'])).toBe('"s"."kind" is distinct from "c"."kind"')
  expect(changed(recorded({}), ['id'])).toBe('"s"."kind" is distinct from null')
  expect(changed(recorded({ checkColumns: 'all' }), ['id', 'kind'])).toBe(
    '("s"."kind" is distinct from "c"."kind" or "s"."day" is distinct from null or "s"."at" is distinct from null)',
  )
  const known = (name: string) => `nullif(nullif(${name}, 'infinity'), '-infinity')`
  const [is, was] = [known('"s"."at"'), known('"c"."scd_updated_at"')]
  expect(changed(byTime(), ['id', 'day', 'kind'])).toBe(
    `(${is} > ${was} or ((${is} is null or ${was} is null) and ` +
      '("s"."kind" is distinct from "c"."kind" or "s"."at" is distinct from null)))',
  )
})

it.each([
  [{ strategy: 'checks', uniqueKey: 'id' }, 'there is no snapshot strategy "checks"'],
  [undefined, 'there is no snapshot strategy "undefined"'],
  [{ strategy: 'check', checkColumns: 'all' }, 'a snapshot has no unique key'],
  [{ strategy: 'timestamp', updatedAt: 'at' }, 'a snapshot has no unique key'],
])('refuses options that are of no snapshot: %j', (options, message) => {
  expect(() => snapshot(raw.e, options as never)).toThrow(
    expect.objectContaining({ code: 'E_INVALID_DEFINITION', message }),
  )
})

it('accepts a single column to check without a list, as it does a key', () => {
  expect((recorded({ checkColumns: 'kind' }) as any).materialization.config.checkColumns).toEqual(['kind'])
  expect((recorded({ checkColumns: 'all' }) as any).materialization.config.checkColumns).toBe('all')
})

it('an added column whose name is left undefined has its usual one', () => {
  const m = recorded({ snapshotMetaColumnNames: { validFrom: 'since', validTo: undefined } })
  const { names } = (m as any).materialization.identity
  expect(names).toEqual({
    validFrom: 'since',
    validTo: 'valid_to',
    scdId: 'scd_id',
    scdUpdatedAt: 'scd_updated_at',
  })
})
