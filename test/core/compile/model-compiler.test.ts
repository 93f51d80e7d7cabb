import { count, type DiagnosticsError, ephemeral, integer, notNull, source, sum, table, varchar, view } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { ModelCompiler } from '../../../src/core/compile/model-compiler.js'
import { buildProject } from '../../../src/core/project/build-project.js'
import { resolveVariables } from '../../../src/runtime/open/resolve-variables.js'
import { targetProject } from '../../../src/runtime/open/targeted-project.js'
import { compileAndRun, compileFor, diagnosticsIn, raw } from './compile-models.js'

const { events, users } = raw
const target = duckdb({ path: ':memory:', schema: 'dev' })

/** One compiler for all the models and tests of a project. */
function compilerOf(definitions: object) {
  const { project, diagnostics } = buildProject('p', [{ file: 'models.ts', exports: { raw, ...definitions } }])
  expect(diagnostics).toEqual([])
  const { compiler } = targetProject(project, { targetName: 'dev', target }, undefined, resolveVariables({}))
  const diagnosticsOf = (name: string) => {
    const { file, ...node } = project.nodes.find((each) => each.name === name)!
    const subject = 'definition' in node ? { ...node.definition, definition: node.definition } : node
    try {
      compiler.compile({ ...(subject as any), name, file })
      return []
    } catch (error) {
      return (error as DiagnosticsError).diagnostics
    }
  }
  return { compiler, diagnosticsOf, names: project.nodes.map(({ name }) => name) }
}

describe('names of ephemerals as common table expressions', () => {
  const one = (n: number) => ephemeral({ e: events }, (db) => db.selectFrom('e').select('e.id').where('e.id', '=', n))

  it('are unlike names that differ by case only', async () => {
    const Keys = one(1)
    const m = view({ k: Keys }, (db) =>
      db
        .with('keys', (q) => q.selectFrom('k').select((eb) => eb('k.id', '+', 1).as('id')))
        .selectFrom('keys')
        .innerJoin('k', 'k.id', 'k.id')
        .select(['keys.id', 'k.id as other']),
    )
    const { duckdb: text, rows } = await compileAndRun({ Keys, m })
    expect(text).toMatch(/^with "Keys_2" as/)
    expect(rows).toEqual([{ id: 2, other: 1 }])
  })

  it('are unlike those that others get', async () => {
    const definitions = { x: one(1), x_2: one(2) }
    const m = view({ a: definitions.x, b: definitions.x_2 }, (db) =>
      db
        .selectFrom('a as x')
        .innerJoin('b', (join) => join.onTrue())
        .select(['x.id', 'b.id as other']),
    )
    const { duckdb: text, rows } = await compileAndRun({ ...definitions, m })
    expect(text).toMatch(/^with "x_3" as .*, "x_2" as|^with "x_2" as .*, "x_2_2" as/)
    expect(rows).toEqual([{ id: 1, other: 2 }])
  })

  it('are unlike names of inputs in the text of raw SQL, also in another case', () => {
    const query = () => sql<{ id: number }>`select b.id from ${sql.table('b')} as b, X`
    const definitions = { x: one(1), z: one(2) }
    const m = view({ X: definitions.z, b: definitions.x }, query, { contract: { id: integer() } })
    expect(compileFor('duckdb', { ...definitions, m }).sql).toMatch(/^with "x_2" as/)
  })
})

describe('diagnostics of a query', () => {
  it('are of its file', () => {
    const m = view({ e: events }, (db) => (db as any).selectFrom('f').select('f.id'))
    expect(compilerOf({ m }).diagnosticsOf('m')).toEqual([
      expect.objectContaining({ code: 'E_UNDECLARED_TABLE', names: ['f'], at: 'models.ts' }),
    ])
  })

  it('are not that columns are hidden, where the table is not there', () => {
    const m = view({ e: events }, (db) => (db as any).selectFrom('f').selectAll())
    expect(diagnosticsIn({ m })).toEqual([
      expect.stringContaining('E_UNDECLARED_TABLE "m": the query selects from "f"'),
    ])
  })

  it('may be a table with a name that every object of JavaScript has', () => {
    const m = view({ e: events }, (db) => (db as any).selectFrom('toString').select('toString.id'))
    expect(diagnosticsIn({ m })).toEqual([expect.stringContaining('selects from "toString"')])
  })

  it('are the columns that it names wrongly, rather than options that name what it would return', () => {
    const m = (column: string) =>
      view({ e: events, u: users }, (db) => (db as any).selectFrom('e').select(['e.user_id', `e.${column} as x`]), {
        columns: { id: {} },
      } as never)
    const option = 'E_UNKNOWN_COLUMN the option "columns" of "m" names "id", which it does not have'
    expect(diagnosticsIn({ m: m('id') })).toEqual([expect.stringContaining(option)])
    expect(diagnosticsIn({ m: m('amuont') })).toEqual([
      'E_UNKNOWN_COLUMN "m": the query names "amuont", which "e" does not have → Did you mean "amount"?',
    ])
    // tsc and the engine tell of it.
    const alone = view({ e: events }, (db) => (db as any).selectFrom('e').select('e.amuont'))
    expect(diagnosticsIn({ m: alone })).toEqual([])
  })

  it('of a test that names a column are those of the query that it tests', () => {
    const tested = (column: string) =>
      view({ e: events }, (db) => (db as any).selectFrom('e').select([`e.${column} as x`]), {
        columns: { y: { tests: [notNull()] } },
      } as never)
    const told = (m: unknown) => {
      const { diagnosticsOf, names } = compilerOf({ m })
      return diagnosticsOf(names.find((name) => name.includes('not_null'))!).map(({ message }) => message)
    }
    expect(told(tested('id'))).toEqual(['the option "columns" of "m" names "y", which it does not have'])
    expect(told(tested('idd'))).toEqual(['"m": the query names "idd", which "e" does not have'])
    const hidden = view({ e: events }, () => sql`select 1 as x`, {
      contract: { x: integer() },
      columns: { y: { tests: [notNull()] } },
    } as never)
    expect(told(hidden)).toEqual(['the option "columns" of "m" names "y", which it does not have'])
  })

  it('are no aggregates without rows, in a query that is no model', () => {
    const query = (db: any) => db.selectFrom('e').select((eb: any) => sum(eb.ref('e.id')).as('n'))
    const { compiler } = compilerOf({})
    expect(compiler.compile({ name: 'shown', inputs: { e: events }, query }).columns).toHaveLength(1)
  })
})

describe('references to columns that are not there', () => {
  const told = (query: (db: any) => unknown) =>
    diagnosticsIn({ m: view({ e: events, u: users }, query as never, { columns: { nothing: {} } } as never) }).map(
      (text) => /names "(.*)" *, which "(.*)" does/.exec(text)?.slice(1).join(' of ') ?? 'the option',
    )

  it.each<[what: string, query: (db: any) => unknown, told: readonly string[]]>([
    ['in another case are there', (db) => db.selectFrom('e').select('e.ID'), ['the option']],
    ['without a table are left to the engine', (db) => db.selectFrom('e').select('idd'), ['the option']],
    ['of an alias that is not there are left to the engine', (db) => db.selectFrom('e').select('f.id'), ['the option']],
    [
      'of raw SQL are left to the engine',
      (db) => db.selectFrom(sql`(select 1)`.as('r')).select('r.idd'),
      ['the option'],
    ],
    [
      'are told once each, in the order of the query',
      (db) => db.selectFrom('e').select(['e.idd', 'e.kin']).where('e.idd', '=', 1),
      ['idd of e', 'kin of e'],
    ],
    [
      'are found in subqueries',
      (db) => db.selectFrom(db.selectFrom('e').select('e.idd').as('x')).select('x.idd'),
      ['idd of e'],
    ],
    [
      'are looked for in the query where they stand',
      (db) =>
        db
          .selectFrom('e')
          .where((eb: any) => eb.exists(eb.selectFrom('u as e').select('e.score').whereRef('e.user_id', '=', 'e.idd')))
          .select(['e.id', 'e.score']),
      ['score of e', 'idd of e'],
    ],
  ])('%s', (_, query, expected) => {
    expect([...told(query)].sort()).toEqual([...expected].sort())
  })
})

describe('one compiler', () => {
  it('calls the query of an ephemeral once for all its readers, and that of a table once for its columns', () => {
    const calls = { x: 0, t: 0 }
    const x = ephemeral({ e: events }, (db) => {
      calls.x++
      return db.selectFrom('e').select('e.id')
    })
    const t = table({ x }, (db) => {
      calls.t++
      return db.selectFrom('x').select('x.id')
    })
    const one = view({ x, t }, (db) => db.selectFrom('x').innerJoin('t', 't.id', 'x.id').selectAll('t'))
    const other = view({ x }, (db) => db.selectFrom('x').selectAll())
    const { diagnosticsOf, compiler } = compilerOf({ x, t, one, other })
    for (const name of ['t', 'one', 'other']) expect(diagnosticsOf(name)).toEqual([])
    expect(compiler.columnsOf(t)?.map(({ name }) => name)).toEqual(['id'])
    expect(calls).toEqual({ x: 1, t: 1 })
    // It does not keep what no other query reads.
    diagnosticsOf('t')
    expect(calls).toEqual({ x: 1, t: 2 })
  })

  it('says of the rows of a query what follows from its inputs', () => {
    const { compiler } = compilerOf({})
    const asked: unknown[] = []
    const facts = (query: (db: any) => unknown) =>
      compiler.rowFacts(
        { name: 'q', inputs: { e: events }, query: query as never },
        { isIncremental: false },
        (input) => {
          asked.push(input)
          return {
            columns: [{ name: 'id', type: integer().type }],
            isUnique: () => true,
            isNeverNull: () => true,
            partsOf: () => undefined,
          }
        },
      )
    expect(facts((db) => db.selectFrom('e').select('e.id')).isUnique(new Set(['id']))).toBe(true)
    expect(asked).toEqual([events])
    expect(facts((db) => db.selectFrom('toString').select('toString.id')).isUnique(new Set(['id']))).toBe(false)
    expect(asked).toEqual([events])
  })

  it('inlines models only', () => {
    const compiler = new ModelCompiler({
      dialect: target.dialect,
      relationOf: () => undefined,
      nameOf: () => 'events',
      variable: (_, byDefault) => byDefault,
      now: () => new Date(),
    })
    const query = (db: any) => db.selectFrom('e').select('e.id')
    expect(() => compiler.compile({ name: 'm', inputs: { e: events }, query })).toThrow(
      'a source without a relation cannot be inlined',
    )
  })
})

describe('columns of a compiled query', () => {
  it('have what their source says of them', () => {
    const { wide } = source('raw', { wide: { id: integer(), note: varchar().nullable() } })
    const m = view({ w: wide }, (db) => db.selectFrom('w').selectAll())
    expect(compileFor('duckdb', { wide, m }).columns).toEqual([
      { name: 'id', type: integer().type, values: 'number' },
      { name: 'note', type: varchar().type, values: undefined, isNullable: true },
    ])
  })

  it('are those of a contract, where raw SQL hides them', () => {
    const m = view({}, () => sql<{ n: number }>`select 1 as n`, { contract: { n: integer() } })
    expect(compileFor('duckdb', { m }).columns).toEqual([{ name: 'n', type: integer().type, values: 'number' }])
  })

  it('are those of the query, where a contract says the same of another type', () => {
    const m = view({ e: events }, (db) => db.selectFrom('e').select(count().as('n')), {
      contract: { n: integer() },
    } as never)
    expect(compileFor('duckdb', { m }).columns?.[0]?.type).not.toEqual(integer().type)
  })
})
