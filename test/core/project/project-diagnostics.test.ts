import {
  analysis,
  dataTest,
  exposure,
  integer,
  notNull,
  relationships,
  seed,
  snapshot,
  source,
  table,
  testColumns,
  unique,
  view,
} from 'kerros'
import { describe, expect, it } from 'vitest'
import { brand } from '../../../src/core/definitions/options/brand.js'
import { buildProject } from '../../../src/core/project/build-project.js'
import type { ProjectModule } from '../../../src/core/project/collect-definitions.js'

const raw = source('raw', { movies: { id: integer() } })

const movies = () => view({ m: raw.movies }, (db) => db.selectFrom('m').select('m.id'))

/** A project's problems as a person reads them. */
function diagnostics(files: { readonly [file: string]: ProjectModule['exports'] }): readonly string[] {
  const modules = Object.entries(files).map(([file, exports]) => ({ file, exports }))
  return buildProject('p', modules).diagnostics.map(
    ({ code, message, hint, at }) => `${code} ${message}\n  at ${at}\n  → ${hint}`,
  )
}

function ids(files: { readonly [file: string]: ProjectModule['exports'] }): readonly string[] {
  const modules = Object.entries(files).map(([file, exports]) => ({ file, exports }))
  const built = buildProject('p', modules)
  expect(built.diagnostics).toEqual([])
  return built.project.nodes.map(({ uniqueId }) => uniqueId)
}

/** Definitions that read each other: imports of files that import each other cannot make them, but code can. */
function cyclic(): { readonly [name: string]: unknown } {
  const inputs: Record<'a' | 'b' | 'c', Record<string, unknown>> = { a: {}, b: {}, c: {} }
  const model = movies()
  const [a, b, c] = (['a', 'b', 'c'] as const).map((name) => brand({ ...model, inputs: inputs[name] }))
  Object.assign(inputs.a, { b })
  Object.assign(inputs.b, { c })
  Object.assign(inputs.c, { a })
  return { a, b, c }
}

describe('names', () => {
  it('are in one file only, also when they differ by case', () => {
    expect(
      diagnostics({
        'src/raw.ts': { raw },
        'src/a.ts': { movies: movies() },
        'src/b.ts': { movies: movies(), Films: movies() },
        'src/c.ts': { films: movies() },
      }),
    ).toMatchInlineSnapshot(`
      [
        "E_AMBIGUOUS_NAME "movies" is exported by both src/a.ts and src/b.ts
        at src/b.ts
        → Rename one of them: a name is one node, and one relation in the warehouse.",
        "E_AMBIGUOUS_NAME "Films" in src/b.ts and "films" in src/c.ts differ only by case, which engines ignore
        at src/c.ts
        → Rename one of them: a name is one node, and one relation in the warehouse.",
      ]
    `)
  })

  it('are one for relations of all kinds, but a source is in its schema', () => {
    const s = snapshot(raw.movies, { uniqueKey: 'id', strategy: 'check', checkColumns: 'all' })
    expect(diagnostics({ 'a.ts': { raw, movies: movies() }, 'b.ts': { Movies: s } })).toHaveLength(1)
    const again = source('RAW', { Movies: { id: integer() } })
    expect(diagnostics({ 'a.ts': { raw }, 'b.ts': { again } })).toMatchInlineSnapshot(`
      [
        "E_AMBIGUOUS_NAME "movies" in a.ts and "Movies" in b.ts differ only by case, which engines ignore
        at b.ts
        → Rename one of them: a name is one node, and one relation in the warehouse.",
      ]
    `)
  })

  it('are one for one definition', () => {
    const one = movies()
    expect(diagnostics({ 'a.ts': { raw, one }, 'b.ts': { other: one } })).toMatchInlineSnapshot(`
      [
        "E_AMBIGUOUS_NAME one definition is exported twice, as "one" in a.ts and as "other" in b.ts
        at b.ts
        → The export is the name: keep one of them.",
      ]
    `)
  })

  it('are not "default"', () => {
    expect(diagnostics({ 'a.ts': { raw, default: movies() } })).toEqual([
      'E_INVALID_DEFINITION a.ts exports a model as its default, so it has no name\n  at a.ts\n  → The export is the name: export const my_model = …',
    ])
  })

  it('may be passed on by barrels, which do not name the file', () => {
    const one = movies()
    const modules = [
      { file: 'src/index.ts', exports: { one, raw } },
      { file: 'src/one.ts', exports: { one } },
      { file: 'src/raw.ts', exports: { raw } },
    ]
    const { project, diagnostics: found } = buildProject('p', modules)
    expect(found).toEqual([])
    expect(project.nodes.map(({ name, file }) => [name, file])).toEqual([
      ['one', 'src/one.ts'],
      ['movies', 'src/raw.ts'],
    ])
  })

  it('of tests of columns tell all of them apart', () => {
    const [one, two] = [movies(), movies()]
    const tested = view({ m: raw.movies }, (db) => db.selectFrom('m').select('m.id'), {
      columns: { id: { tests: [relationships(one, 'id'), relationships(two, 'id'), unique(), notNull()] } },
    })
    const more = testColumns(tested, { id: [notNull({ severity: 'warn' })] })
    const not_null_tested_id_2 = dataTest({ tested }, (db) => db.selectFrom('tested').selectAll())
    expect(
      ids({ 'a.ts': { raw, one, two, tested, more, not_null_tested_id_2 } }).filter((id) => id.startsWith('test.')),
    ).toEqual([
      'test.p.not_null_tested_id',
      'test.p.not_null_tested_id_2',
      'test.p.not_null_tested_id_3',
      'test.p.relationships_tested_id_id',
      'test.p.relationships_tested_id_id_2',
      'test.p.unique_tested_id',
    ])
  })
})

describe('inputs', () => {
  it('must be exported, those of tests too', () => {
    const hidden = movies()
    const reader = table({ h: hidden }, (db) => db.selectFrom('h').selectAll(), {
      columns: { id: { tests: [relationships(hidden, 'id')] } },
    })
    const alone = testColumns(raw.movies, { id: [relationships(hidden, 'id')] })
    const board = exposure({ type: 'dashboard', owner: {}, dependsOn: [hidden] })
    expect(diagnostics({ 'src/a.ts': { raw, reader, alone, board } })).toMatchInlineSnapshot(`
      [
        "E_NOT_EXPORTED input "h" of "reader" is not exported by any file of the project
        at src/a.ts
        → Export it, so that it has a name, and let the project's \`models\` globs reach its file.",
        "E_NOT_EXPORTED input "to (of the test relationships on id)" of "reader" is not exported by any file of the project
        at src/a.ts
        → Export it, so that it has a name, and let the project's \`models\` globs reach its file.",
        "E_NOT_EXPORTED input "to (of the test relationships on id)" of "alone" is not exported by any file of the project
        at src/a.ts
        → Export it, so that it has a name, and let the project's \`models\` globs reach its file.",
        "E_NOT_EXPORTED input "dependsOn[0]" of "board" is not exported by any file of the project
        at src/a.ts
        → Export it, so that it has a name, and let the project's \`models\` globs reach its file.",
      ]
    `)
  })

  it('must be relations', () => {
    const question = analysis({ m: raw.movies }, (db) => db.selectFrom('m').selectAll())
    const wrong = {
      late: view({ m: undefined as never }, () => undefined as never),
      folder: view({ m: raw as never }, () => undefined as never),
      text: view({ m: 'movies' as never }, () => undefined as never),
      nothing: view({ m: null as never }, () => undefined as never),
      asked: view({ m: question as never }, () => undefined as never),
    }
    expect(diagnostics({ 'src/a.ts': { raw, question, ...wrong } })).toMatchInlineSnapshot(`
      [
        "E_INVALID_DEFINITION input "m" of "late" is not a source, seed, model or snapshot but undefined
        at src/a.ts
        → Its file is probably not loaded yet, because it imports this one: take one of the two imports away.",
        "E_INVALID_DEFINITION input "m" of "folder" is not a source, seed, model or snapshot but an object of sources (movies)
        at src/a.ts
        → Give the definition itself, as its file exports it.",
        "E_INVALID_DEFINITION input "m" of "text" is not a source, seed, model or snapshot but a string
        at src/a.ts
        → Give the definition itself, as its file exports it.",
        "E_INVALID_DEFINITION input "m" of "nothing" is not a source, seed, model or snapshot but null
        at src/a.ts
        → Give the definition itself, as its file exports it.",
        "E_INVALID_DEFINITION input "m" of "asked" is not a source, seed, model or snapshot but an analysis, which leaves no relation
        at src/a.ts
        → Give the definition itself, as its file exports it.",
      ]
    `)
  })

  it('may be analyses only of what shows them', () => {
    const question = analysis({ m: raw.movies }, (db) => db.selectFrom('m').selectAll())
    const board = exposure({ type: 'dashboard', owner: {}, dependsOn: [question as never] })
    expect(ids({ 'a.ts': { raw, question, board } })).toContain('exposure.p.board')
  })

  it('make no circle', () => {
    expect(diagnostics({ 'src/circle.ts': cyclic() })).toMatchInlineSnapshot(`
      [
        "E_CYCLE these depend on each other: a -> b -> c -> a
        at src/circle.ts
        → Take one of the inputs away; what both need usually belongs into a model of its own.",
      ]
    `)
  })
})

it('all diagnostics of a project are reported together', () => {
  const codes = diagnostics({
    'a.ts': { raw, same: movies(), orphan: view({ h: movies() }, (db) => db.selectFrom('h').selectAll()) },
    'b.ts': { same: movies(), late: view({ m: undefined as never }, () => undefined as never), ...cyclic() },
  }).map((diagnostic) => diagnostic.split(' ')[0])
  expect(codes.sort()).toEqual(['E_AMBIGUOUS_NAME', 'E_CYCLE', 'E_INVALID_DEFINITION', 'E_NOT_EXPORTED'])
})

it('what is no definition is left alone', () => {
  const countries = seed('c.csv', { id: integer() })
  const files = {
    'a.ts': { raw, countries, helper: () => 1, text: 'x', nothing: null, list: [movies()], like: { kind: 'model' } },
  }
  expect(ids(files)).toEqual(['seed.p.countries', 'source.p.raw.movies'])
})

it('nodes are the same in any order of files and exports', () => {
  const [one, two] = [movies(), movies()]
  expect(ids({ 'b.ts': { two, raw }, 'a.ts': { one } })).toEqual(ids({ 'a.ts': { one }, 'b.ts': { raw, two } }))
})
