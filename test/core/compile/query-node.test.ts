import { MergeQueryNode, SelectQueryNode, sql, TableNode } from 'kysely'
import { describe, expect, it } from 'vitest'
import { queryNode } from '../../../src/core/compile/query-node.js'
import { KerrosError } from '../../../src/core/errors/index.js'

const FULL = { isIncremental: false }
const node = (query: unknown) => queryNode({ name: 'm', query: query as never }, FULL)

/** What calling a query throws. */
function thrown(query: unknown): KerrosError {
  try {
    node(query)
  } catch (error) {
    return error as KerrosError
  }
  throw new Error('nothing is thrown')
}

describe('a query is refused', () => {
  it.each<[what: string, value: unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a promise', Promise.resolve(1)],
    ['something of type string', 'select 1'],
    ['something of type object', { toString: () => 'select 1' }],
    ['something of type function', () => 1],
  ])('that returns %s', (what, value) => {
    expect(thrown(() => value)).toMatchObject({
      code: 'E_INVALID_DEFINITION',
      message: `the query of "m" returns ${what}, not a query`,
      hint: expect.stringContaining('without execute()'),
    })
  })

  it.each<[what: string, kind: string]>([
    ['an insert', 'InsertQueryNode'],
    ['an update', 'UpdateQueryNode'],
    ['a delete', 'DeleteQueryNode'],
    ['a merge', 'MergeQueryNode'],
  ])('that is %s', (what, kind) => {
    const change = { ...MergeQueryNode.create(TableNode.create('t')), kind }
    expect(thrown(() => ({ toOperationNode: () => change }))).toMatchObject({
      code: 'E_INVALID_DEFINITION',
      message: `"m": the query is ${what}, not a select`,
    })
  })

  it('that selects nothing, or an empty list', () => {
    for (const select of [SelectQueryNode.create(), SelectQueryNode.cloneWithSelections(SelectQueryNode.create(), [])])
      expect(thrown(() => ({ toOperationNode: () => select })).message).toBe('"m": the query selects no columns')
  })

  it('that throws, with what it throws as the cause', () => {
    const error = new TypeError('no')
    const throws = (value: unknown) =>
      thrown(() => {
        throw value
      })
    expect(throws(error)).toMatchObject({ message: 'the query of "m" throws: no', cause: error })
    expect(throws(error).hint).toContain('--debug')
    expect(throws('text')).toMatchObject({ message: 'the query of "m" throws: text', cause: 'text' })
  })

  it('by a helper of kerros, with its code, hint and place', () => {
    const refuses = (error: KerrosError) =>
      thrown(() => {
        throw error
      })
    const bare = refuses(new KerrosError('E_INVALID_OPTION', 'not so'))
    expect(bare).toMatchObject({ code: 'E_INVALID_OPTION', message: '"m": not so' })
    expect([bare.hint, bare.at]).toEqual([undefined, undefined])
    const error = new KerrosError('E_LITERAL', 'not so', { hint: 'Do so.', at: 'models.ts' })
    expect(refuses(error)).toMatchObject({ code: 'E_LITERAL', hint: 'Do so.', at: 'models.ts', cause: error })
  })
})

it('a query is a select or raw SQL, and gets the facts of its run', () => {
  expect(node((db: any) => db.selectFrom('t').select('t.id')).kind).toBe('SelectQueryNode')
  expect(node(() => sql`select 1`).kind).toBe('RawNode')
  const seen: unknown[] = []
  queryNode({ name: 'm', query: ((_: never, run: unknown) => [seen.push(run), sql`select 1`][1]) as never }, FULL)
  expect(seen).toEqual([FULL])
})
