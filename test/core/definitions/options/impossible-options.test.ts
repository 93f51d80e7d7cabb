import {
  dynamicTable,
  ephemeral,
  incremental,
  integer,
  scdType1,
  seed,
  snapshot,
  source,
  table,
  timestamp,
  varchar,
  view,
} from 'kerros'
import { describe, expect, it } from 'vitest'
import { buildProject } from '../../../../src/core/project/build-project.js'

const raw = source('raw', { events: { id: integer(), kind: varchar(), at: timestamp() } })
const inputs = { e: raw.events }
const query = (db: any) => db.selectFrom('e').select(['e.id', 'e.kind', 'e.at'])

const incrementally = (options: object) => incremental(inputs, query, options as never)
const recorded = (options: object) => snapshot(raw.events, { uniqueKey: 'id', ...options } as never)
const checked = (options: object) => recorded({ strategy: 'check', checkColumns: ['kind'], ...options })

const KEYED = { constraints: { primaryKey: 'id' } }
/** What takes no constraints, though it leaves a table. */
const CONSTRAINED = [
  incrementally({ ...KEYED, strategy: 'microbatch', eventTime: 'at', batchSize: 'day', begin: '2026-01-01' }),
  seed('m.csv', { id: integer() }, KEYED as never),
  checked(KEYED),
  scdType1(raw.events, { ...KEYED, uniqueKey: 'id' } as never),
]

const circular: { readonly owner: { of?: unknown } } = { owner: {} }
circular.owner.of = circular

/** What loading a definition reports. */
function told(m: unknown): readonly string[] {
  const { diagnostics } = buildProject('p', [{ file: 'models.ts', exports: { raw, m } }])
  return diagnostics.map(({ code, message }) => `${code} ${message}`)
}

const INVALID = 'E_INVALID_DEFINITION "m": '

describe('options that cannot work together are refused when the project is loaded', () => {
  it.each<[unknown, string]>([
    [
      view(inputs, query, { audit: true }),
      'the option "audit" is not possible here: a view has no rows of its own: its readers see those of what it reads',
    ],
    [
      ephemeral(inputs, query, { audit: true } as never),
      'the option "audit" is not possible here: an ephemeral model leaves nothing in the warehouse',
    ],
    [
      dynamicTable(inputs, query, { audit: true, targetLag: '1 hour' }),
      'the option "audit" is not possible here: the engine itself refreshes a dynamic table, without tests',
    ],
    [
      incrementally({ strategy: 'microbatch', eventTime: 'at', batchSize: 'day', begin: '2026-01-01', audit: true }),
      'the option "audit" is not possible here: each batch of a microbatch model is published by itself',
    ],
    [table(inputs, query, { audit: 'yes' } as never), 'the option "audit" is "yes", not true or false'],
    [incrementally({ uniqueKey: [] }), 'the option "uniqueKey" names no columns'],
    [incrementally({ uniqueKey: ['id', 'ID'] }), 'the option "uniqueKey" names the column "ID" twice'],
    [incrementally({ uniqueKey: [1] }), 'the option "uniqueKey" has a number where a column is named'],
    [incrementally({ uniqueKey: '' }), 'the option "uniqueKey" has an empty name where a column is named'],
    [incrementally({ uniqueKey: 'id', watermark: ['at'] }), 'the option "watermark" is a list, not a column'],
    [
      incrementally({ uniqueKey: 'id', fullRefresh: 'false' }),
      'the option "fullRefresh" is "false", not true or false',
    ],
    [
      incrementally({ uniqueKey: 'id', strategy: 'append' }),
      'the strategy "append" does not use the option "uniqueKey"',
    ],
    [
      incrementally({ strategy: 'append', mergeUpdateColumns: ['kind'] }),
      'the strategy "append" does not use the option "mergeUpdateColumns"',
    ],
    [
      incrementally({ mergeExcludeColumns: ['kind'] }),
      'the strategy "append" does not use the option "mergeExcludeColumns"',
    ],
    [
      incrementally({ uniqueKey: 'id', strategy: 'delete+insert', mergeExcludeColumns: ['kind'] }),
      'the strategy "delete+insert" does not use the option "mergeExcludeColumns"',
    ],
    [
      incrementally({ uniqueKey: 'id', mergeUpdateColumns: ['kind'], mergeExcludeColumns: ['at'] }),
      'the options "mergeUpdateColumns" and "mergeExcludeColumns" cannot be combined',
    ],
    [
      incrementally({ uniqueKey: 'id', mergeUpdateColumns: ['id', 'kind'] }),
      'the option "mergeUpdateColumns" names "id", a column of the unique key',
    ],
    [
      incrementally({ uniqueKey: 'id', mergeExcludeColumns: ['ID'] }),
      'the option "mergeExcludeColumns" names "ID", a column of the unique key',
    ],
    [incrementally({ uniqueKey: 'id', mergeUpdateColumns: [] }), 'the option "mergeUpdateColumns" names no columns'],
    [checked({ uniqueKey: [] }), 'the option "uniqueKey" names no columns'],
    [checked({ uniqueKey: ['id', 'id'] }), 'the option "uniqueKey" names the column "id" twice'],
    [checked({ checkColumns: [] }), 'the option "checkColumns" names no columns'],
    [checked({ checkColumns: ['kind', 'kind'] }), 'the option "checkColumns" names the column "kind" twice'],
    [
      checked({ checkColumns: ['id'] }),
      'the option "checkColumns" names columns of the unique key only, which never change',
    ],
    [
      recorded({ strategy: 'timestamp', updatedAt: 'at', uniqueKey: ['id', 'at'] }),
      'the option "updatedAt" names "at", a column of the unique key',
    ],
    [recorded({ strategy: 'timestamp', updatedAt: ['at'] }), 'the option "updatedAt" is a list, not a column'],
    [checked({ snapshotMetaColumnNames: { validFrom: 'v', validTo: 'v' } }), 'two of the added columns are named "v"'],
    [checked({ snapshotMetaColumnNames: { validFrom: 'VALID_TO' } }), 'two of the added columns are named "valid_to"'],
    [
      checked({ meta: { owner: 'Ann', validFrom: 'known_from' } }),
      'the option "meta" names "validFrom", and it is for readers and other tools',
    ],
    [checked({ snapshotMetaColumnNames: { scdId: '' } }), 'the option "scdId" in "snapshotMetaColumnNames" is empty'],
    [
      checked({ snapshotMetaColumnNames: { scdId: 3 } }),
      'the option "scdId" in "snapshotMetaColumnNames" is a number, not a name',
    ],
    [
      checked({ snapshotMetaColumnNames: { scdId: 'kerros_change' } }),
      'an added column is named "kerros_change", which kerros keeps for itself',
    ],
    [
      view(inputs, query, { meta: { pages: [new Map([['a', 1]])] } }),
      'the option "meta" holds an object of the class Map at "pages.0", which JSON does not have',
    ],
    [
      view(inputs, query, { meta: { at: new Date(Number.NaN) } }),
      'the option "meta" holds an invalid Date at "at", which JSON does not have',
    ],
    [
      view(inputs, query, { meta: { find: () => 1 } }),
      'the option "meta" holds a function at "find", which JSON does not have',
    ],
    [
      view(inputs, query, { meta: circular }),
      'the option "meta" holds an object that contains itself at "owner.of", which JSON does not have',
    ],
    [view(inputs, query, { transient: true }), 'the option "transient" is for tables only, and this is a view'],
    [table(inputs, query, { transient: 'no' as never }), 'the option "transient" is "no", not true or false'],
    [table(inputs, query, { clusterBy: ['id', 'id'] as never }), 'the option "clusterBy" names the column "id" twice'],
    [
      ephemeral(inputs, query, { grants: { select: ['R'] } }),
      'the option "grants" is for views and tables only, and this leaves nothing in the warehouse',
    ],
    ...CONSTRAINED.map((m): [unknown, string] => [
      m,
      m === CONSTRAINED[0]
        ? 'the option "constraints" is not for microbatch models, of which a run only sees some batches'
        : 'there is no option "constraints"',
    ]),
    [view(inputs, query, KEYED as never), 'the option "constraints" is for tables only, and this is a view'],
    [
      ephemeral(inputs, query, KEYED as never),
      'the option "constraints" is for tables only, and this leaves nothing in the warehouse',
    ],
    [
      dynamicTable(inputs, query, { ...KEYED, targetLag: '1 hour' } as never),
      'the option "constraints" is for tables only, and this is a dynamic table',
    ],
  ])('%# %s', (m, message) => {
    expect(told(m)).toEqual([`${INVALID}${message}`])
  })

  it('what has no constraints has tests, and each hint says so', () => {
    for (const m of CONSTRAINED) {
      const { diagnostics } = buildProject('p', [{ file: 'models.ts', exports: { raw, m } }])
      expect(diagnostics.map(({ hint }) => hint)).toEqual([expect.stringContaining('Test the columns instead')])
    }
  })

  it('accepts what can work', () => {
    for (const good of [
      incrementally({ uniqueKey: ['id', 'kind'], mergeExcludeColumns: ['at'] }),
      incrementally({ uniqueKey: 'id', mergeUpdateColumns: ['kind'], fullRefresh: false }),
      incrementally({ strategy: 'append' }),
      checked({ checkColumns: ['id', 'kind'], snapshotMetaColumnNames: { validFrom: 'known_from' } }),
      checked({ checkColumns: 'all' }),
      checked({ meta: { n: 10n, x: Number.NaN, at: new Date(0), none: undefined, list: [null, { a: 'b' }] } }),
      recorded({ strategy: 'timestamp', updatedAt: 'at' }),
    ])
      expect(told(good)).toEqual([])
  })
})

describe('a key __proto__ without brackets, which JavaScript takes for the prototype of the object', () => {
  const columns = { id: integer(), __proto__: integer() } as never
  const whose = 'are an object with a prototype, which a key __proto__ without brackets gives it'
  it.each<[string, unknown, string]>([
    ['a source', source('raw', { t: columns })['t' as never], `"raw.t": its columns ${whose}`],
    ['a seed', seed('m.csv', columns), `"m": its columns ${whose}`],
    ['a contract', table(inputs, query, { contract: columns } as never), `"m": its columns ${whose}`],
    [
      'described columns',
      table(inputs, query, { columns: { __proto__: { tests: [] } } } as never),
      `"m": the options "columns" ${whose}`,
    ],
  ])('is refused in %s, in place of a column less', (_, definition, message) => {
    expect(told(definition)).toContain(`E_INVALID_DEFINITION ${message}`)
  })

  it('is a column in brackets, and in an object without a prototype', () => {
    const bare = Object.assign(Object.create(null), { id: integer() })
    expect(told(source('raw2', { t: { ['__proto__']: integer() }, u: bare } as never))).toEqual([])
  })
})
