import { boolean, date, defineProject, integer, operation, runOperation, source, timestamp, varchar } from 'kerros'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openProject } from '../../../src/runtime/open/open-project.js'
import { planOperation } from '../../../src/runtime/run/run-operation.js'
import { Shop } from '../shop.js'

const raw = source('raw', { log: { place: integer(), what: varchar() } })

let shop: Shop
beforeEach(async () => {
  shop = await Shop.open()
  await shop.rows('create table raw.log (place integer, what varchar)')
})
afterEach(() => shop.close())

const write = operation(
  { log: raw.log },
  (db, { args, target, run }) => [
    db.insertInto('log').values({ place: args.place, what: `${target.name} ${run.command} ${args.on ?? 'never'}` }),
    args.fails === true && sql`select * from raw.there_is_none`,
    db.insertInto('log').values({ place: args.place + 1, what: args.at?.toISOString() ?? 'no time' }),
  ],
  { args: { place: integer(), on: date().nullable(), at: timestamp().nullable(), fails: boolean().nullable() } },
)

const inPieces = operation(
  { log: raw.log },
  (db) => [db.insertInto('log').values({ place: 1, what: 'stays' }), sql`select * from raw.there_is_none`],
  { transaction: false },
)

const given = () => ({
  project: defineProject({
    name: 'shop',
    models: [{ raw, write, in_pieces: inPieces }],
    targets: { dev: shop.target },
  }),
  cwd: shop.folder,
})
const lines = () => shop.rows('select place, what from raw.log order by place')

describe('operations', () => {
  it('send their statements with the arguments, in one transaction', async () => {
    const args = { place: 7, on: '2026-01-31', at: '2026-01-31T12:00:00' }
    const result = await runOperation({ ...given(), name: 'write', args })

    expect(result).toMatchObject({ uniqueId: 'operation.shop.write', resourceType: 'operation', status: 'success' })
    expect(result.statements).toHaveLength(4)
    expect(await lines()).toEqual([
      { place: 7, what: 'dev run-operation 2026-01-31' },
      { place: 8, what: '2026-01-31T12:00:00.000Z' },
    ])
  })

  it('leave nothing when a statement fails, or what came before where they say so, and the database is free again', async () => {
    const failed = await runOperation({ ...given(), name: 'write', args: { place: 1, fails: true } })
    expect(failed).toMatchObject({
      status: 'error',
      error: {
        code: 'E_HOOK',
        message: expect.stringMatching(/^the statement 2 of 3 of "write" failed: /),
        hint: 'Nothing of it was kept.',
      },
    })
    expect(await lines()).toEqual([])

    expect(await runOperation({ ...given(), name: 'in_pieces' })).toMatchObject({ status: 'error' })
    expect(await lines()).toEqual([{ place: 1, what: 'stays' }])
    await runOperation({ ...given(), name: 'write', args: { place: 3 } })
    expect(await lines()).toHaveLength(3)
  })

  it.each<[{ readonly [name: string]: unknown }, string]>([
    [{}, 'the operation "write" needs the argument "place"'],
    [{ place: 'one' }, 'the argument "place" of the operation "write" is not a value of the type integer'],
    [{ place: 1, on: '2026-13-01' }, 'the argument "on" of the operation "write" is not a value of the type date'],
    [{ place: 1, at: 'soon' }, 'the argument "at" of the operation "write" is not a value of the type timestamp'],
    [{ place: 1, plase: 1 }, 'the operation "write" has no argument "plase"'],
  ])('refuse %j', async (args, message) => {
    await expect(runOperation({ ...given(), name: 'write', args })).rejects.toThrow(message)
    expect(await lines()).toEqual([])
  })

  it('that do not exist are said, with the nearest one', async () => {
    await expect(runOperation({ ...given(), name: 'wirte' })).rejects.toMatchObject({
      code: 'E_NO_MATCH',
      hint: 'Did you mean "write"?',
    })
  })

  it('are planned as they run', async () => {
    const opened = await openProject(given())
    const plan = planOperation(opened, { name: 'in_pieces' })
    const { statements } = await runOperation({ ...given(), name: 'in_pieces' })
    expect(plan.nodes[0]!.steps.flatMap((step) => opened.target.dialect.render(step))).toEqual(statements)
  })
})
