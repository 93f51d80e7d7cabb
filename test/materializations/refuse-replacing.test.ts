import { expect, it } from 'vitest'
import type { ExistingRelation } from '../../src/core/relations/relation.js'
import type { RelationMark } from '../../src/core/relations/relation-settings.js'
import { refuseReplacing } from '../../src/materializations/refuse-replacing.js'

const ADDED = ['valid_from', 'VALID_TO', 'scd_id', 'scd_updated_at']
const columnsOf = (names: readonly string[]) => names.map((name) => ({ name, type: 'VARCHAR' }))

function stored(mark: RelationMark | undefined, columns: readonly string[] = ['id']): ExistingRelation {
  return { type: 'table', columns: columnsOf(columns), mark }
}

const history = 'its stored table is a snapshot'
const rows = 'built as incremental with fullRefresh: false'

it.each<
  readonly [
    what: string,
    existing: ExistingRelation | undefined,
    now: { readonly name: string; readonly keeps?: 'history' | 'rows' },
    columns: readonly string[],
    message: string | undefined,
  ]
>([
  ['nothing', undefined, { name: 'table' }, ['id'], undefined],
  ['a view', { ...stored(undefined, ADDED), type: 'view' }, { name: 'table' }, ['id'], undefined],
  ['a marked history', stored({ kind: 'snapshot', keeps: 'history' }), { name: 'table' }, ['id'], history],
  ['a marked history', stored({ kind: 'snapshot', keeps: 'history' }), { name: 'view' }, ADDED, history],
  [
    'a marked history, by a snapshot',
    stored({ kind: 'snapshot', keeps: 'history' }),
    { name: 'snapshot', keeps: 'history' },
    ['id'],
    undefined,
  ],
  ['a table with the columns of a history', stored(undefined, ['id', ...ADDED]), { name: 'table' }, ['id'], history],
  ['a table that lacks one of them', stored(undefined, ADDED.slice(1)), { name: 'table' }, ['id'], undefined],
  [
    'a table with the columns of a history, by a query that has them too',
    stored(undefined, ['id', ...ADDED]),
    { name: 'table' },
    ADDED.map((name) => name.toLowerCase()),
    undefined,
  ],
  [
    'a table with the columns of a history, by a query that has some of them',
    stored(undefined, ADDED),
    { name: 'incremental' },
    ADDED.slice(1),
    history,
  ],
  ['a marked table with such columns', stored({ kind: 'table' }, ADDED), { name: 'table' }, ['id'], undefined],
  ['rows that are kept', stored({ kind: 'incremental', keeps: 'rows' }), { name: 'table' }, ['id'], rows],
  [
    'rows that are kept, by the same kind',
    stored({ kind: 'incremental', keeps: 'rows' }),
    { name: 'incremental', keeps: 'rows' },
    ['id'],
    undefined,
  ],
  ['rows that can be built again', stored({ kind: 'incremental' }), { name: 'table' }, ['id'], undefined],
])('is asked before a relation takes the place of %s', (_, existing, { name, keeps }, columns, message) => {
  const identity = keeps && { kind: name, keeps }
  const materialization = { name, relationType: 'table', config: {}, identity, plan: () => [] } as const
  const replace = () => refuseReplacing('m', existing, materialization, columnsOf(columns))
  if (message === undefined) return expect(replace).not.toThrow()
  const expected = expect.objectContaining({
    code: 'E_CHANGED_IDENTITY',
    message: expect.stringMatching(new RegExp(`^"m" is ${name} now, .*${message}`)),
  })
  expect(replace).toThrow(expected)
})
