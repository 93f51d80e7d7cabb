import { count, incremental, integer, type ModelOptions, seed, snapshot, source, table, varchar, view } from 'kerros'
import { snowflake } from 'kerros/snowflake'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildProject } from '../../../../src/core/project/build-project.js'
import { readComment } from '../../../../src/core/relations/relation-mark.js'
import type { RelationMark } from '../../../../src/core/relations/relation-settings.js'
import { ScratchProject } from '../../../conformance/scratch-project.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'
import { assertReadable, plan } from './planned-statements.js'

const raw = source('raw', { events: { id: integer(), kind: varchar(), region: varchar() } })

/** What the comment of a table says of the code of its model, once it is built. */
function codeOf(m: unknown): Pick<RelationMark, 'code'> {
  const comments = plan({ m }).statements.flatMap((sql) => /comment = '(.*?)'/s.exec(sql)?.[1] ?? [])
  const { mark } = readComment(comments.at(-1))
  return { code: mark!.code }
}

interface Row {
  id: number
  kind: string
  region: string
}

const asTable = (options?: ModelOptions<Row>) =>
  table({ e: raw.events }, (db) => db.selectFrom('e').select(['e.id', 'e.kind', 'e.region']), options)
const asView = (options?: ModelOptions<Row>) =>
  view({ e: raw.events }, (db) => db.selectFrom('e').select(['e.id', 'e.kind', 'e.region']), options)

const description = "Events, Ann's\\own."
const columns = { id: { description: 'A number.' }, kind: {} }
const described: ModelOptions<Row> = { description, columns, persistDocs: { relation: true, columns: true } }

describe('how relations are stored', () => {
  it('tables are transient unless the model or the target says otherwise', () => {
    const start = (m: unknown, defaults = {}) => plan({ m }, { defaults }).statements[0]!.split(' "')[0]
    expect(start(asTable())).toBe('create or replace transient table')
    expect(start(asTable({ transient: false }))).toBe('create or replace table')
    expect(start(asTable(), { transient: false })).toBe('create or replace table')
    expect(start(asTable({ transient: true }), { transient: false })).toBe('create or replace transient table')
  })

  it('snapshots are permanent unless they say otherwise themselves', () => {
    const history = (transient?: boolean) => {
      const m = snapshot(raw.events, {
        uniqueKey: 'id',
        strategy: 'check',
        checkColumns: ['kind'],
        ...(transient === undefined ? {} : { transient }),
      })
      return plan({ m }, { defaults: { transient: true } }).statements.filter((statement) =>
        statement.includes('"M"'),
      )[0]
    }
    expect(history()).toMatch(/^create or replace table /)
    expect(history(true)).toMatch(/^create or replace transient table /)
  })

  it('writes clustering, grants to keep and comments where Snowflake wants them', () => {
    const m = asTable({ ...described, clusterBy: ['kind', 'id'], copyGrants: true, grants: { select: ['a', 'b"c'] } })
    expect(plan({ m }).statements).toEqual([
      expect.stringMatching(
        /^create or replace transient table \S+ cluster by \("KIND", "ID"\) copy grants comment = 'Events, Ann''s\\\\own.\nkerros: .*?' as select /,
      ),
      expect.stringMatching(/^alter table \S+ modify column "ID" comment 'A number.'$/),
      expect.stringMatching(/^grant select on table \S+ to role "A"$/),
      expect.stringMatching(/^grant select on table \S+ to role "B""C"$/),
    ])
  })

  it('makes a view with its comments in one statement', () => {
    const m = asView({ ...described, secure: true, copyGrants: true, grants: { select: ['reporting'] } })
    expect(plan({ m }).statements).toEqual([
      expect.stringMatching(
        /^create or replace secure view \S+ \("ID" comment 'A number.', "KIND", "REGION"\) copy grants comment = 'Events, Ann''s\\\\own.\nkerros: .*?' as select /,
      ),
      expect.stringMatching(/^grant select on view \S+ to role "REPORTING"$/),
    ])
  })

  it('sets policies, tags and retention in the statement that makes a table', () => {
    const good = asTable({
      transient: false,
      dataRetentionDays: 7,
      clusterBy: 'id',
      copyGrants: true,
      rowAccessPolicy: { policy: 'governance.policies.by_region', on: 'region' },
      maskingPolicies: { kind: { policy: 'governance.mask_it', using: ['id'] } },
      snowflakeTags: { 'governance.cost_center': "Ann's" },
    })
    const { statements } = plan({ m: good })
    expect(statements).toEqual([
      expect.stringMatching(
        /^create or replace table \S+ \("ID", "KIND" varchar with masking policy "GOVERNANCE"\."MASK_IT" using \("KIND", "ID"\), "REGION"\) cluster by \("ID"\) data_retention_time_in_days = 7 copy grants with row access policy "GOVERNANCE"\."POLICIES"\."BY_REGION" on \("REGION"\) with tag \("GOVERNANCE"\."COST_CENTER" = 'Ann''s'\) as select /i,
      ),
    ])
  })

  it('sets policies and tags in the statement that makes a view', () => {
    const m = asView({
      ...described,
      rowAccessPolicy: { policy: 'by_region', on: ['region', 'id'] },
      maskingPolicies: { kind: { policy: 'mask_kind' } },
      snowflakeTags: { pii: 'no', cost: 'x' },
    })
    expect(plan({ m }).statements).toEqual([
      expect.stringMatching(
        /^create or replace view \S+ \("ID" comment 'A number.', "KIND" with masking policy "MASK_KIND", "REGION"\) with row access policy "BY_REGION" on \("REGION", "ID"\) with tag \("PII" = 'no', "COST" = 'x'\) comment = '.*' as select /,
      ),
    ])
  })

  it('makes a table with more than a day of retention permanent, also where the target says transient', () => {
    const start = (options: ModelOptions<Row>) =>
      plan({ m: asTable(options) }, { defaults: { transient: true } }).statements[0]!.split(' "')[0]
    expect(start({ dataRetentionDays: 1 })).toBe('create or replace transient table')
    expect(start({ dataRetentionDays: 2 })).toBe('create or replace table')
  })

  it('refuses policies, tags and days that cannot be', () => {
    const diagnostics = (options: object, make = asTable): string => {
      const m = make(options as ModelOptions<Row>)
      const { diagnostics: found } = buildProject('shop', [{ file: 'shop.ts', exports: { m, raw } }])
      const told = found.length > 0 ? found : (plan({ m }).node.diagnostics ?? [])
      return told.map(({ message }) => message).join('\n')
    }
    expect(diagnostics({ rowAccessPolicy: 'by_kind' })).toContain('the option "rowAccessPolicy" is')
    expect(diagnostics({ rowAccessPolicy: { policy: 'a.b.c.d', on: 'kind' } })).toContain('not one to three names')
    expect(diagnostics({ rowAccessPolicy: { policy: 'a' } })).toContain('names no columns')
    expect(diagnostics({ maskingPolicies: { kind: { policy: '"a"' } } })).toContain('not one to three names')
    expect(diagnostics({ maskingPolicies: { kind: { policy: 'a', usin: [] } } })).toContain('usin')
    expect(diagnostics({ snowflakeTags: { a: 1 } })).toContain('not a string')
    expect(diagnostics({ dataRetentionDays: 91 })).toContain('0 to 90')
    expect(diagnostics({ dataRetentionDays: 7, transient: true })).toContain('1 day at most')
    expect(diagnostics({ dataRetentionDays: 1 }, asView)).toContain('for tables only')
    expect(diagnostics({ rowAccessPolicy: { policy: 'a', on: 'kindd' } })).toContain('"kindd"')
    expect(diagnostics({ maskingPolicies: { kindd: { policy: 'a' } } })).toContain('"kindd"')
    expect(diagnostics({ maskingPolicies: { kind: { policy: 'a', using: ['idd'] } } })).toContain('"idd"')
    const both = 'the options "rowAccessPolicy" and "maskingPolicies" both name'
    const rowAccessPolicy = { policy: 'a', on: ['region', 'ID'] }
    expect(diagnostics({ rowAccessPolicy, maskingPolicies: { Region: { policy: 'b' } } })).toContain(`${both} "Region"`)
    expect(diagnostics({ rowAccessPolicy, maskingPolicies: { kind: { policy: 'b', using: ['id'] } } })).toContain(
      `${both} "id"`,
    )
  })

  it('refuses to mask a column that a seed does not have', () => {
    const options: any = { maskingPolicies: { codee: { policy: 'a' } } }
    const { diagnostics } = buildProject('shop', [
      { file: 'shop.ts', exports: { m: seed('a.csv', { code: varchar() }, options) } },
    ])
    expect(diagnostics.map(({ message }) => message).join()).toContain('the option "maskingPolicies" names "codee"')
  })

  it('needs the type of a masked column of a table', () => {
    const hidden = table(
      { e: raw.events },
      (db) => db.selectFrom('e').select(['e.id', sql<string>`upper(kind)`.as('kind')]),
      { maskingPolicies: { kind: { policy: 'mask_kind' } } },
    )
    expect(plan({ m: hidden }).node.diagnostics).toMatchObject([
      { code: 'E_COLUMNS_UNKNOWN', message: 'the type of "kind" in "m" is not known, and its masking policy needs it' },
    ])
  })

  it('takes from the target what a model leaves open', () => {
    const defaults = {
      transient: false,
      copyGrants: true,
      grants: { select: ['everyone'] },
      persistDocs: { relation: true },
    }
    expect(plan({ m: asTable({ description, columns }) }, { defaults }).statements).toEqual([
      expect.stringMatching(/^create or replace table \S+ copy grants comment = 'Events, .*?' as select /s),
      expect.stringMatching(/^grant select on table \S+ to role "EVERYONE"$/),
    ])
    const own = { description, copyGrants: false, grants: {}, persistDocs: {} }
    expect(plan({ m: asTable(own) }, { defaults }).statements).toEqual([
      expect.stringMatching(/^create or replace table "\S+ as select /),
    ])
  })

  it('writes nothing of the settings of a table with its temporary batches', () => {
    const m = incremental(
      { e: raw.events },
      (db) =>
        db
          .selectFrom('e')
          .groupBy('e.kind')
          .select(['e.kind', count().as('n')]),
      { uniqueKey: 'kind', clusterBy: 'kind', persistDocs: { relation: true }, description: 'Counted.' },
    )
    const columns = ['kind', 'n'].map((name) => ({ name, type: 'VARCHAR' }))
    const mark: RelationMark = {
      kind: 'incremental',
      strategy: 'merge',
      uniqueKey: ['kind'],
      ...codeOf(m),
      persisted: ['relation'],
      clusterBy: ['kind'],
    }
    const existing = { m: { type: 'table', columns, comment: 'Counted.', mark } } as const
    const { statements } = plan({ m }, { existing })
    expect(statements[0]).toMatch(/^create or replace temporary table \S+ as select /)
    expect(statements.join()).not.toMatch(/cluster by|comment/)
  })
})

describe('grants of an incremental table', () => {
  const granted = (grants: object | undefined) =>
    incremental({ e: raw.events }, (db) => db.selectFrom('e').select(['e.kind']), {
      uniqueKey: 'kind',
      ...(grants && { grants: grants as never }),
    })
  /** The statements of a run over a table that was built with some grants, but for those of its rows. */
  const sent = (before: object | undefined, now: object | undefined, defaults?: object) => {
    const mark = {
      kind: 'incremental',
      strategy: 'merge',
      uniqueKey: ['kind'],
      ...codeOf(granted(now)),
      ...(before && { grants: before as never }),
    }
    const existing = { m: { type: 'table', columns: [{ name: 'kind', type: 'VARCHAR' }], mark } } as const
    const { statements } = plan({ m: granted(now) }, { existing, ...(defaults && { defaults }) })
    return statements
      .filter((sql) => /^(?:grant|revoke|alter)/.test(sql))
      .map((sql) => sql.replace(/"[A-Z]+"\."[A-Z]+"\./, ''))
  }

  it('are granted and revoked where they changed, and the comment says what was granted', () => {
    expect(sent(undefined, undefined)).toEqual([])
    expect(sent({ select: ['R'] }, { select: ['r'] })).toEqual([
      expect.stringMatching(/^alter table "M" set comment = 'kerros: \{.*"grants":\{"select":\["r"\]\}\}'$/),
    ])
    expect(sent({ select: ['R'] }, { select: ['R'] })).toEqual([])
    expect(sent({ select: ['R'] }, { select: ['R', 'S'], insert: ['R'] }).slice(1)).toEqual([
      'grant select on table "M" to role "S"',
      'grant insert on table "M" to role "R"',
    ])
    expect(sent({ select: ['R', 'S'] }, { select: ['S'] }).slice(1)).toEqual([
      'revoke select on table "M" from role "R"',
    ])
    expect(sent({ select: ['R'] }, undefined).slice(1)).toEqual(['revoke select on table "M" from role "R"'])
  })

  it("are the target's where the model has none", () => {
    const defaults = { grants: { select: ['ALL_READERS'] } }
    expect(sent(undefined, undefined, defaults).slice(1)).toEqual(['grant select on table "M" to role "ALL_READERS"'])
    expect(sent({ select: ['ALL_READERS'] }, undefined, defaults)).toEqual([])
  })
})

describe('grants of a relation that is replaced', () => {
  const built = { kind: 'table', grants: { select: ['A', 'b'] } }
  /** The statements about grants of a run over a relation that was built with grants of A and b. */
  const sent = (model: unknown, type: 'view' | 'table' = 'table', mark: RelationMark = built) => {
    const existing = { m: { type, columns: [{ name: 'id', type: 'NUMBER' }], mark } } as const
    return plan({ m: model }, { existing })
      .statements.filter((sql) => /^(?:grant|revoke).*"M"/.test(sql))
      .map((sql) => sql.replace(/"[A-Z]+"\."[A-Z]+"\./, ''))
  }
  const kept = { copyGrants: true, grants: { select: ['B'] } } as const
  const whole = { ...kept, fullRefresh: true } as const

  it('that were copied are revoked where the definition dropped them', () => {
    const table = ['grant select on table "M" to role "B"', 'revoke select on table "M" from role "A"']
    expect(sent(asTable(kept))).toEqual(table)
    expect(sent(asTable({ copyGrants: true }))).toEqual([
      'revoke select on table "M" from role "A"',
      'revoke select on table "M" from role "B"',
    ])
    const contract = { id: integer(), kind: varchar(), region: varchar() }
    expect(sent(asView({ ...kept, contract }), 'view')).toEqual([
      'grant select on view "M" to role "B"',
      'revoke select on view "M" from role "A"',
    ])
    const anew = incremental({ e: raw.events }, (db) => db.selectFrom('e').select('e.id'), {
      strategy: 'append',
      ...whole,
    })
    expect(sent(anew)).toEqual(table)
  })

  it('are gone with the relation where they are not copied, so there is nothing to revoke', () => {
    expect(sent(asTable({ grants: { select: ['B'] } }))).toEqual(['grant select on table "M" to role "B"'])
    // A table that was a view before has no grants of it.
    expect(sent(asTable(kept), 'view')).toEqual(['grant select on table "M" to role "B"'])
  })

  it('are in the comment of a relation that will pass them on, and of no other', () => {
    const comment = (model: unknown) => /comment = '(.*?)'/.exec(plan({ m: model }).statements[0]!)?.[1]
    expect(comment(asTable(kept))).toBe('kerros: {"kind":"table","grants":{"select":["B"]}}')
    expect(comment(asView(kept))).toBe('kerros: {"kind":"view","grants":{"select":["B"]}}')
    expect(comment(asTable({ copyGrants: true }))).toBeUndefined()
    expect(comment(asTable({ grants: { select: ['B'] } }))).toBeUndefined()
  })
})

describe('storage of an incremental table', () => {
  interface Storage {
    readonly clusterBy?: string | readonly string[]
    readonly transient?: boolean
    readonly dataRetentionDays?: number
  }
  const kept = (storage: Storage) =>
    incremental({ e: raw.events }, (db) => db.selectFrom('e').select(['e.id', 'e.kind']), {
      uniqueKey: 'id',
      ...(storage as object),
    })
  const COLUMNS = [
    { name: 'id', type: 'NUMBER(38,0)' },
    { name: 'kind', type: 'VARCHAR' },
  ]
  /** A run over a table that was built with other storage. */
  const run = (before: Storage, now: Storage) => {
    const first = plan({ m: kept(before) }).statements.find((sql) => sql.includes('comment = '))!
    const { mark } = readComment(/comment = '(.*?)'/.exec(first)![1])
    const existing = { m: { type: 'table', columns: COLUMNS, mark } } as const
    const { node, statements } = plan({ m: kept(now) }, { existing })
    const alters = statements.filter((sql) => /^alter/.test(sql) && !/set comment/.test(sql))
    const notes = node.steps.flatMap((step) => (step.kind === 'note' ? [step] : []))
    return { alters: alters.map((sql) => sql.replace(/"[A-Z]+"\."[A-Z]+"\./, '')), notes }
  }

  it('is clustered as the definition says', () => {
    const { alters } = run({}, { clusterBy: ['kind', 'id'] })
    expect(alters).toEqual(['alter table "M" cluster by ("KIND", "ID")'])
    expect(run({ clusterBy: 'kind' }, {}).alters).toEqual(['alter table "M" drop clustering key'])
    expect(run({ clusterBy: ['kind', 'id'] }, { clusterBy: ['id', 'kind'] }).alters).toEqual([
      'alter table "M" cluster by ("ID", "KIND")',
    ])
    expect(run({ clusterBy: 'kind' }, { clusterBy: ['kind'] }).alters).toEqual([])
  })

  it.each<readonly [what: string, before: Storage, now: Storage, message: string | undefined]>([
    ['permanent now', {}, { transient: false }, 'transient: false of "m" waits: the table was created as a transient'],
    ['transient now', { transient: false }, { transient: true }, 'transient: true of "m" waits'],
    ['transient now, after days', { dataRetentionDays: 7 }, { transient: true }, 'transient: true of "m" waits'],
    ['as it was', { transient: false }, { transient: false }, undefined],
    ['as by default', {}, { transient: true }, undefined],
    ['as the days had made it', { dataRetentionDays: 7 }, { transient: false, dataRetentionDays: 7 }, undefined],
    ['days of a transient table', {}, { transient: false, dataRetentionDays: 7 }, 'dataRetentionDays 7 of "m" waits'],
  ])('says so where it waits for --full-refresh: %s', (_, before, now, message) => {
    const { alters, notes } = run(before, now)
    expect(notes).toEqual(
      message === undefined ? [] : [expect.objectContaining({ message: expect.stringContaining(message) })],
    )
    if (message?.startsWith('dataRetentionDays')) expect(alters).toEqual([])
  })
})

describe('protection of an incremental table', () => {
  const options = {
    rowAccessPolicy: { policy: 'gov.by_region', on: 'region' },
    maskingPolicies: { kind: { policy: 'gov.mask_kind', using: ['id'] } },
    snowflakeTags: { 'gov.cost': 'finance' },
    dataRetentionDays: 1,
  } as const
  type Options = { [K in keyof typeof options]?: unknown } & { transient?: boolean }
  const kept = (given: Options) =>
    incremental({ e: raw.events }, (db) => db.selectFrom('e').select(['e.id', 'e.kind', 'e.region']), {
      uniqueKey: 'id',
      onSchemaChange: 'append_new_columns',
      ...(given as object),
    })
  const COLUMNS = [
    { name: 'id', type: 'NUMBER(38,0)' },
    { name: 'kind', type: 'VARCHAR' },
    { name: 'region', type: 'VARCHAR' },
    { name: 'old', type: 'VARCHAR' },
  ]
  /** The steps of a run over a table that was built with some options. */
  const run = (before: Options | undefined, now: Options) => {
    const { transient, ...protection } = before ?? {}
    const mark = {
      kind: 'incremental',
      strategy: 'merge',
      uniqueKey: ['id'],
      ...codeOf(kept(now)),
      ...(transient !== undefined && { transient }),
      ...(Object.keys(protection).length > 0 && { protection }),
    }
    const existing = { m: { type: 'table', columns: COLUMNS, ...(before && { mark }) } } as const
    return plan({ m: kept(now) }, { existing: existing as never })
  }
  const sent = (before: Options | undefined, now: Options) =>
    run(before, now)
      .statements.filter((sql) => /^alter/.test(sql))
      .map((sql) => sql.replace(/"[A-Z]+"\."[A-Z]+"\."M"/, 'M'))
  const COMMENT = /^alter table M set comment = 'kerros: /

  it('is as the definition says, and the comment says so after it; nothing is sent when nothing changed', () => {
    expect(sent({}, options)).toEqual([
      'alter table M add row access policy "GOV"."BY_REGION" on ("REGION")',
      'alter table M modify column "KIND" set masking policy "GOV"."MASK_KIND" using ("KIND", "ID") force',
      `alter table M set tag "GOV"."COST" = 'finance'`,
      'alter table M set data_retention_time_in_days = 1',
      expect.stringMatching(COMMENT),
    ])
    expect(sent(options, options)).toEqual([])
    expect(sent({}, {})).toEqual([])
    expect(sent(options, {})).toEqual([
      'alter table M drop row access policy "GOV"."BY_REGION"',
      'alter table M modify column "KIND" unset masking policy',
      'alter table M unset tag "GOV"."COST"',
      'alter table M unset data_retention_time_in_days',
      expect.stringMatching(COMMENT),
    ])
  })

  it('is in the comment of a table that is made with it', () => {
    const [made] = plan({ m: kept(options) }).statements.filter((sql) => sql.includes('"protection":'))
    const mark = JSON.parse(/comment = 'kerros: (\{.*?\})' with/.exec(made!)![1]!)
    expect(mark.protection).toEqual(options)
    expect(plan({ m: kept({}) }).statements.join()).not.toContain('protection')
  })

  it('comes before the rows of the run', () => {
    const { statements } = run({}, options)
    const policy = statements.findIndex((sql) => sql.includes('add row access policy'))
    expect(policy).toBeGreaterThan(0)
    expect(statements.findIndex((sql) => /^merge/.test(sql))).toBeGreaterThan(policy)
  })

  it('of which a policy takes the place of another in one statement', () => {
    expect(sent(options, { ...options, rowAccessPolicy: { policy: 'gov.in_region', on: ['region'] } })[0]).toBe(
      'alter table M drop row access policy "GOV"."BY_REGION", add row access policy "GOV"."IN_REGION" on ("REGION")',
    )
    expect(sent(options, { ...options, maskingPolicies: { kind: { policy: 'gov.hide' } } })[0]).toBe(
      'alter table M modify column "KIND" set masking policy "GOV"."HIDE" force',
    )
    expect(sent(options, { ...options, snowflakeTags: { 'gov.cost': 'sales', b: 'c' } })[0]).toBe(
      `alter table M set tag "GOV"."COST" = 'sales', "B" = 'c'`,
    )
  })

  it('unmasks a column first that the row access policy takes over: it cannot have both', () => {
    const maskingPolicies = { kind: { policy: 'gov.mask_kind' } }
    const rowAccessPolicy = { policy: 'gov.by_kind', on: 'kind' }
    expect(sent({ maskingPolicies }, { rowAccessPolicy })).toEqual([
      'alter table M modify column "KIND" unset masking policy',
      'alter table M add row access policy "GOV"."BY_KIND" on ("KIND")',
      expect.stringMatching(COMMENT),
    ])
    expect(sent({ rowAccessPolicy }, { maskingPolicies }).slice(0, 2)).toEqual([
      'alter table M drop row access policy "GOV"."BY_KIND"',
      'alter table M modify column "KIND" set masking policy "GOV"."MASK_KIND" force',
    ])
    const by_id = { policy: 'gov.by_id', on: 'id' }
    expect(sent(options, { ...options, maskingPolicies, rowAccessPolicy: by_id }).slice(0, 3)).toEqual([
      'alter table M modify column "KIND" unset masking policy',
      'alter table M drop row access policy "GOV"."BY_REGION", add row access policy "GOV"."BY_ID" on ("ID")',
      'alter table M modify column "KIND" set masking policy "GOV"."MASK_KIND" force',
    ])
  })

  it('is the same in other letters, but for the values of tags', () => {
    const upper = {
      ...options,
      rowAccessPolicy: { policy: 'GOV.BY_REGION', on: ['REGION'] },
      maskingPolicies: { KIND: { policy: 'GOV.MASK_KIND', using: ['ID'] } },
      snowflakeTags: { 'GOV.COST': 'finance' },
    }
    // Only the comment, which says it as the definition does.
    expect(sent(upper, options)).toEqual([expect.stringMatching(COMMENT)])
  })

  it('stays on a column that the query no longer returns: its rows are still there', () => {
    const before = { ...options, maskingPolicies: { ...options.maskingPolicies, old: { policy: 'gov.hide' } } }
    expect(sent(before, options)).toEqual([expect.stringMatching(COMMENT)])
  })

  it('takes nothing from a table that kerros did not build', () => {
    // Its mark, and after the rows what its code is.
    expect(sent(undefined, {})).toEqual([expect.stringMatching(COMMENT), expect.stringMatching(COMMENT)])
  })

  it('says that more days than one wait for a permanent table', () => {
    const days = { ...options, dataRetentionDays: 7 }
    expect(sent(options, days)).toEqual([])
    expect(run(options, days).node.steps).toContainEqual({
      kind: 'note',
      message:
        'dataRetentionDays 7 of "m" waits: a table that was made with one day or none is transient, and keeps no more',
      hint: 'Run with --full-refresh, which makes it permanent.',
    })
    // No ALTER makes it permanent, so this would be refused.
    expect(sent(options, { ...days, transient: false })).toEqual([])
    expect(sent({ ...options, transient: false }, { ...days, transient: false })).toEqual([
      'alter table M set data_retention_time_in_days = 7',
      expect.stringMatching(COMMENT),
    ])
    // It has been permanent since then.
    expect(sent(days, { ...options, dataRetentionDays: 9 })[0]).toBe(
      'alter table M set data_retention_time_in_days = 9',
    )
  })
})

const server = await snowflakeServer()

describe.skipIf(server.skipReason)('settings on the protocol server', () => {
  it('policies, tags and retention are what the second parser reads, too', async () => {
    const options: ModelOptions<Row> = {
      rowAccessPolicy: { policy: 'governance.by_region', on: 'region' },
      maskingPolicies: { kind: { policy: 'mask_kind', using: ['id'] } },
      snowflakeTags: { 'governance.cost_center': 'finance' },
    }
    const statements = [
      ...plan({ m: asTable({ ...options, dataRetentionDays: 7, copyGrants: true, clusterBy: 'id' }) }).statements,
      ...plan({ m: asView({ ...options, secure: true }) }).statements,
    ]
    expect(await server.parse(statements)).toEqual(statements.map(() => null))
  })

  let project: ScratchProject
  beforeAll(async () => {
    const { accessUrl, account, username: user, password, database } = server
    project = await ScratchProject.create({
      name: 'Snowflake',
      createTarget: () =>
        snowflake({ accessUrl, account, user, password, database, schema: 'DEV', grants: { select: ['REPORTING'] } }),
    })
    await project.execute(
      'create schema if not exists raw',
      'create or replace table raw.events (id integer, kind varchar, region varchar)',
      "insert into raw.events values (1, 'a', 'n'), (2, 'b', 's')",
    )
  }, 60_000)
  afterAll(() => project?.remove())

  it('comments can be read back', async () => {
    const t = asTable({ ...described, clusterBy: 'kind', copyGrants: true })
    const v = asView({ ...described, secure: true })
    const { nodes } = await project.build({ raw, t, v })
    expect(nodes.map(({ error }) => error)).toEqual([undefined, undefined])
    for (const statement of nodes.flatMap(({ statements }) => statements)) assertReadable(statement)
    const objects = await project.rows(`show objects in schema "${server.database}"."DEV"`)
    const comments = Object.fromEntries(objects.map((row) => [row['name'], row['comment']]))
    expect(comments).toMatchObject({ T: expect.stringContaining(`${description}\nkerros: {`), V: description })
    const columns = await project.rows(`show columns in schema "${server.database}"."DEV"`)
    expect(
      columns.map((row) => [row['table_name'], row['column_name'], row['comment']]).filter(([, , comment]) => comment),
    ).toEqual([
      ['T', 'ID', 'A number.'],
      ['V', 'ID', 'A number.'],
    ])
  })

  it('policies, tags and retention are on what was built, and follow the definition', async () => {
    await project.execute(
      'create schema if not exists governance',
      'create row access policy governance.by_region as (region varchar) returns boolean -> region = current_role()',
      'create row access policy governance.by_kind as (kind varchar) returns boolean -> true',
      `create masking policy governance.mask_kind as (val varchar, id number(38, 0)) returns varchar -> '*'`,
      `create masking policy governance.hide as (val varchar) returns varchar -> '*'`,
      `create tag governance.cost allowed_values 'finance', 'sales'`,
    )
    const all = {
      rowAccessPolicy: { policy: 'governance.by_region', on: 'region' },
      maskingPolicies: { kind: { policy: 'governance.mask_kind', using: ['id'] } },
      snowflakeTags: { 'governance.cost': 'finance' },
    } as const
    const query = (db: any) => db.selectFrom('e').select(['e.id', 'e.kind', 'e.region'])
    const kept = (options: object) => incremental({ e: raw.events }, query, { uniqueKey: 'id', ...options } as never)
    const history = (options: object) =>
      snapshot(raw.events, { uniqueKey: 'id', strategy: 'check', checkColumns: ['kind'], ...options } as never)
    const protection = async (name: string, domain = 'table') => {
      const of = `(table(information_schema.policy_references(ref_entity_name => '"DEV"."${name}"', ref_entity_domain => '${domain}')))`
      const set = await project.rows(`select policy_name, ref_column_name, ref_arg_column_names from ${of} order by 1`)
      const tags = await project.rows(
        `select tag_name, tag_value from (table(information_schema.tag_references('"DEV"."${name}"', '${domain}')))`,
      )
      const [days] = await project.rows(`show parameters like 'data_retention_time_in_days' in table "DEV"."${name}"`)
      return [...set.map((row) => Object.values(row)), ...tags.map((row) => Object.values(row)), days!['value']]
    }
    const everything = [
      ['BY_REGION', null, '[ "REGION" ]'],
      ['MASK_KIND', 'KIND', '[ "ID" ]'],
      ['COST', 'finance'],
    ]
    const build = async (options: object) => {
      const { nodes } = await project.build({
        raw,
        t: asTable({ ...all, ...options } as ModelOptions<Row>),
        v: asView(all),
        kept: kept(options),
        history: history(options),
      })
      expect(nodes.map(({ error }) => error)).toEqual([undefined, undefined, undefined, undefined])
    }
    await build({ ...all, dataRetentionDays: 1 })
    for (const name of ['T', 'KEPT', 'HISTORY']) expect(await protection(name)).toEqual([...everything, '1'])
    expect((await protection('V', 'view')).slice(0, 3)).toEqual(everything)

    const changed = {
      rowAccessPolicy: { policy: 'governance.by_kind', on: 'kind' },
      maskingPolicies: { region: { policy: 'governance.hide' } },
      snowflakeTags: { 'governance.cost': 'sales' },
      dataRetentionDays: 0,
    }
    await build(changed)
    for (const name of ['T', 'KEPT', 'HISTORY'])
      expect(await protection(name)).toEqual([
        ['BY_KIND', null, '[ "KIND" ]'],
        ['HIDE', 'REGION', null],
        ['COST', 'sales'],
        '0',
      ])

    const sent = (await server.statements()).length
    await build(changed)
    expect((await server.statements()).slice(sent).filter((sql) => /^alter table/.test(sql))).toEqual([])

    await build({})
    for (const name of ['KEPT', 'HISTORY']) expect(await protection(name)).toEqual(['1'])
  })

  it('a node computes on its own warehouse, and the session goes back, after a failure too', async () => {
    const good = asTable({ snowflakeWarehouse: 'big' })
    const bad = table({ g: good }, (db) => db.selectFrom('g').select(sql<number>`nosuch`.as('id')), {
      snowflakeWarehouse: 'big',
    })
    const before = (await server.statements()).length
    const { nodes } = await project.build({ raw, good, bad }, { threads: 1 })
    expect(nodes.map(({ name, status }) => [name, status])).toEqual([
      ['good', 'success'],
      ['bad', 'error'],
    ])
    const sent = (await server.statements()).slice(before)
    const around = sent
      .filter((statement) => /^use warehouse|"GOOD"|"BAD"/i.test(statement))
      .map((statement) => statement.slice(0, 24))
    expect(around[0]).toBe('use warehouse "BIG"')
    expect(around.filter((statement) => statement.startsWith('use'))).toEqual([
      'use warehouse "BIG"',
      'use warehouse "TEST_WARE',
      'use warehouse "BIG"',
      'use warehouse "TEST_WARE',
    ])
    expect(around.at(-1)).toMatch(/^use warehouse "TEST_WARE/)
  })
})
