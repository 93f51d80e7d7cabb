import { dynamicTable, ephemeral, integer, seed, snapshot, source, table, varchar, view } from 'kerros'
import { describe, expect, it } from 'vitest'
import { buildProject } from '../../../../src/core/project/build-project.js'

const raw = source('raw', { events: { id: integer(), kind: varchar() } })
const query = (db: any) => db.selectFrom('e').select(['e.id', 'e.kind'])
const inputs = { e: raw.events }

/** What loading a definition tells. */
function told(m: unknown): readonly string[] {
  const { diagnostics } = buildProject('p', [{ file: 'models.ts', exports: { raw, m } }])
  return diagnostics.map(({ code, message, hint }) => `${code} ${message} → ${hint}`)
}

describe('how a relation is to be stored is checked when it is loaded', () => {
  it.each<[unknown, string]>([
    [
      table(inputs, query, { secure: true }),
      'the option "secure" is for views only, and this is a table → Leave it out',
    ],
    [ephemeral(inputs, query, { secure: true }), 'the option "secure" is for views only, and this leaves nothing'],
    [
      view(inputs, query, { clusterBy: 'id' as never }),
      'the option "clusterBy" is for tables only, and this is a view → Leave',
    ],
    [table(inputs, query, { clusterBy: [] as never }), 'the option "clusterBy" names no columns → Name one'],
    [table(inputs, query, { snowflakeWarehouse: '' }), 'the option "snowflakeWarehouse" is empty → Name a warehouse'],
    [
      view(inputs, query, { snowflakeWarehouse: 1 as never }),
      'the option "snowflakeWarehouse" is a number, not a name',
    ],
    [
      view(inputs, query, { grants: { select: 'R' as never } }),
      'the option "grants" has no list of roles for "select"',
    ],
    [
      view(inputs, query, { grants: { 'select; drop': ['R'] } }),
      'has the privilege "select; drop", which is not made of',
    ],
    [view(inputs, query, { persistDocs: { column: true } as never }), 'there is no option "column" of "persistDocs"'],
    [seed('a.csv', { id: integer() }, { secure: true }), 'the option "secure" is for views only'],
    [
      snapshot(raw.events, { uniqueKey: 'id', strategy: 'check', checkColumns: 'all', snowflakeWarehouse: ' ' }),
      'the option "snowflakeWarehouse" is empty',
    ],
    [dynamicTable(inputs, query, { targetLag: '1 hour', secure: true }), 'for views only, and this is a dynamic table'],
    [dynamicTable(inputs, query, {} as never), 'there is no option "targetLag" → Give a number and a unit'],
    [dynamicTable(inputs, query, undefined as never), 'there is no option "targetLag" → Give a number and a unit'],
    [
      dynamicTable(inputs, query, { targetLag: '1 week' as never }),
      'the option "targetLag" is "1 week", which is no lag',
    ],
    [dynamicTable(inputs, query, { targetLag: '30 seconds' }), 'no dynamic table has less than 60 seconds'],
    [dynamicTable(inputs, query, { targetLag: 60 as never }), 'the option "targetLag" is a number, not a string'],
    [
      dynamicTable(inputs, query, { targetLag: 'downstream', refreshMode: 'increment' as never }),
      'the option "refreshMode" is "increment" → Did you mean "incremental"?',
    ],
    [
      dynamicTable(inputs, query, { targetLag: 'downstream', initialize: 'later' as never }),
      'the option "initialize" is "later"',
    ],
    [
      dynamicTable(inputs, query, { targetLag: '1 day', targetlag: 1 } as never),
      'no option "targetlag" → Did you mean',
    ],
  ])('%# %s', (m, message) => {
    expect(told(m)).toEqual([expect.stringContaining(message)])
  })

  it('takes what is right', () => {
    expect(told(view(inputs, query, { secure: true, snowflakeWarehouse: 'W', grants: { select: ['R'] } }))).toEqual([])
    expect(told(table(inputs, query, { clusterBy: ['id' as never], persistDocs: { relation: true } }))).toEqual([])
    for (const targetLag of ['downstream', '60 seconds', '1 minute', '2 hours', '1 day'] as const)
      expect(told(dynamicTable(inputs, query, { targetLag, clusterBy: 'id' as never }))).toEqual([])
  })
})
