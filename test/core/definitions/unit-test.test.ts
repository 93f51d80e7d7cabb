import { given, incremental, integer, snapshot, source, unitTest, view } from 'kerros'
import { expect, it } from 'vitest'
import { buildProject } from '../../../src/core/project/build-project.js'

const { things } = source('raw', { things: { id: integer(), n: integer() } })
const m = view({ t: things }, (db) => db.selectFrom('t').selectAll())
const i = incremental({ t: things }, (db) => db.selectFrom('t').selectAll(), { uniqueKey: 'id' })
const s = snapshot(things, { uniqueKey: 'id', strategy: 'check', checkColumns: 'all' })
const rows = given(things, [{ id: 1 }])

const messages = (of: unknown, options: unknown) =>
  buildProject('p', [
    { file: 'a.ts', exports: { things, m, i, s, t: unitTest(of as never, options as never) } },
  ]).diagnostics.map(({ message }) => message.replace(/^"t": /, ''))

it.each<readonly [of: unknown, options: unknown, messages: readonly unknown[]]>([
  [m, { given: [rows], expect: [{ id: 1 }], description: 'x', tags: ['x'], vars: { a: 1 }, at: new Date(0) }, []],
  [m, { given: [rows], expect: { csv: 'id\n1' } }, []],
  [i, { existing: [{ id: 1 }], given: [rows], expect: [] }, []],
  [s, { runs: [{ given: [rows] }, { given: [] }], expect: [] }, []],
  [m, { given: [rows] }, ['a unit test has no option "expect"']],
  [m, undefined, ['a unit test has no option "expect"']],
  [m, { expect: 'x' }, ['the option "expect" of a unit test is no list of rows']],
  [m, { expect: [], expected: [] }, [expect.stringContaining('"expected"')]],
  [
    m,
    { given: rows, expect: [] },
    [expect.stringContaining('the option "given" of a unit test is no list of given(…)')],
  ],
  [m, { existing: [], expect: [] }, [expect.stringContaining('the option "existing" is of incremental models')]],
  [i, { existing: {}, expect: [] }, ['the option "existing" of a unit test is no list of rows']],
  [m, { runs: [{ given: [] }], expect: [] }, ['the option "runs" is of snapshots, and the unit test is of a model']],
  [s, { runs: [{ given: [] }], given: [rows], expect: [] }, ['a unit test has the options "runs" and "given"']],
  [s, { runs: [{ given: [] }], at: new Date(0), expect: [] }, ['a unit test has the options "runs" and "at"']],
  [s, { runs: [], expect: [] }, ['the option "runs" of a unit test has no run']],
  [s, { runs: [{}], expect: [] }, ['the option "runs" of a unit test is no list of given(…)']],
  [things, { expect: [] }, ['unitTest was given a source']],
  [{}, { expect: [] }, ['unitTest was given something other than a definition']],
])('says what is wrong with a unit test: %#', (of, options, wanted) => {
  expect(messages(of, options)).toEqual(wanted)
})

it('has a name that no other one has, also of another model', () => {
  const t = unitTest(m, { given: [rows], expect: [] })
  const other = unitTest(i, { given: [rows], expect: [] })
  const found = (second: unknown) => {
    const modules = [
      { file: 'a.ts', exports: { things, m, i, t } },
      { file: 'b.ts', exports: { t: second } },
    ]
    return buildProject('p', modules).diagnostics.map(({ message }) => message)
  }
  expect(found(other)).toEqual(['"t" is exported by both a.ts and b.ts'])
  expect(found(unitTest(m, { given: [rows], expect: [{ id: 1 }] }))).toEqual(['"t" is exported by both a.ts and b.ts'])
})

it('is known to the project by its name and what it tests, and is no node of a plan', () => {
  const t = unitTest(m, { given: [rows], expect: [], tags: ['nightly'], description: 'What m does.' })
  const alone = unitTest(
    view({ t: things }, (db) => db.selectFrom('t').select('t.id')),
    { given: [rows], expect: [] },
  )
  const { project, diagnostics } = buildProject('p', [{ file: 'a.ts', exports: { things, m, t, alone } }])
  expect(diagnostics).toEqual([])
  expect(project.nodes.map(({ uniqueId }) => uniqueId)).toEqual(['model.p.m', 'source.p.raw.things'])
  expect(project.unitTests).toMatchObject([
    {
      uniqueId: 'unit_test.p.m.t',
      name: 't',
      dependsOn: ['model.p.m'],
      tags: ['nightly'],
      description: 'What m does.',
    },
    { uniqueId: 'unit_test.p.alone', name: 'alone', dependsOn: [] },
  ])
})
