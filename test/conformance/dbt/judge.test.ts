import { describe, expect, it } from 'vitest'
import { type Area, byAnyEngine, byEngine, doesNotApply, named, notYet, row, together } from './behaviour.js'
import { judge } from './judge.js'
import { byName, type Outcome, type Outcomes } from './outcomes.js'
import { allPass, conformancePage } from './page.js'

const duck = named('test/duck.test.ts', ['DuckDB: a > b'])
const flake = named('test/flake.test.ts', ['Snowflake: a > b'])
const AREAS: readonly Area[] = [
  {
    title: 'Things',
    from: 'dbt: things',
    behaviours: [
      row('BaseBoth', 'Both do.', byEngine(duck, flake), 'Kinder: it is.'),
      row('BaseAny', 'Any does.', byAnyEngine('test/any.test.ts', 'c | d')),
      row('BaseNone', 'None does.', doesNotApply('there is no such thing')),
      row('BaseLater', 'Later.', notYet('issue 13')),
    ],
  },
]

function outcomes(of: { readonly [file: string]: { readonly [name: string]: Outcome } }): Outcomes {
  return new Map(Object.entries(of).map(([file, tests]) => [file, new Map(Object.entries(tests))]))
}

const ALL = {
  'test/duck.test.ts': { 'DuckDB: a > b': 'passed' },
  'test/flake.test.ts': { 'Snowflake: a > b': 'passed' },
  'test/any.test.ts': { 'c | d': 'passed' },
} as const

describe('a run', () => {
  it('in which all tests of the page pass is right, and so is one of other files', () => {
    expect(judge(AREAS, outcomes(ALL))).toEqual([])
    expect(judge(AREAS, outcomes({ 'test/other.test.ts': { x: 'failed' } }))).toEqual([])
  })

  it.each([
    ['failed', 'failed'],
    ['skipped', 'was skipped'],
  ] as const)('in which a test %s is against the page', (outcome, said) => {
    expect(judge(AREAS, outcomes({ ...ALL, 'test/flake.test.ts': { 'Snowflake: a > b': outcome } }))).toEqual([
      `dbt: things: BaseBoth: the test that shows it ${said}: test/flake.test.ts: "Snowflake: a > b"`,
    ])
  })

  it('of a file that lost a test is against the page', () => {
    expect(judge(AREAS, outcomes({ 'test/any.test.ts': { 'c | e': 'passed' } }))).toEqual([
      'dbt: things: BaseAny: the test that shows it is not in its file: test/any.test.ts: "c | d"',
    ])
  })

  it('passes tests of one name only if all of them pass', () => {
    for (const all of [
      ['failed', 'passed'],
      ['passed', 'failed'],
    ] as const)
      expect([...byName(all.map((outcome) => ['x', outcome]))]).toEqual([['x', 'failed']])
    expect([
      ...byName([
        ['x', 'passed'],
        ['y', 'skipped'],
        ['x', 'passed'],
      ]),
    ]).toEqual([
      ['x', 'passed'],
      ['y', 'skipped'],
    ])
  })

  it('of one shard judges the files of that shard', () => {
    expect(judge(AREAS, outcomes({ 'test/duck.test.ts': { 'DuckDB: a > b': 'failed' } }))).toHaveLength(1)
  })
})

describe('the page', () => {
  const rows = (page: string): readonly string[] => page.split('\n').filter((line) => line.startsWith('| `'))

  it('has the result of each engine, the test or a reason, and a comparison', () => {
    expect(rows(conformancePage(AREAS, outcomes(ALL), ''))).toEqual([
      '| `BaseBoth` | Both do. | passes | passes | duck.test.ts: `a > b`<br>flake.test.ts: `a > b` | Kinder: it is. |',
      '| `BaseAny` | Any does. | passes (any engine) | passes (any engine) | any.test.ts: `c \\| d` | the same |',
      '| `BaseNone` | None does. | does not apply | does not apply | there is no such thing |  |',
      '| `BaseLater` | Later. | not yet: issue 13 | not yet: issue 13 |  |  |',
    ])
  })

  it('counts what it says', () => {
    const page = conformancePage(AREAS, outcomes({ ...ALL, 'test/duck.test.ts': {} }), '')
    expect(page).toContain(
      '4 behaviours:\n\n- DuckDB: 1 pass, 1 do not apply, 1 not yet, 1 fail\n- Snowflake: 2 pass, ',
    )
  })

  it('keeps what it said of files that did not run', () => {
    const before = conformancePage(AREAS, outcomes({ ...ALL, 'test/duck.test.ts': { 'DuckDB: a > b': 'failed' } }), '')
    expect(rows(before)[0]).toContain('| fails | passes |')
    expect(conformancePage(AREAS, outcomes({}), before)).toBe(before)
    expect(rows(conformancePage(AREAS, outcomes({}), ''))[0]).toContain('| not run | not run |')
    const after = conformancePage(AREAS, outcomes({ 'test/duck.test.ts': ALL['test/duck.test.ts'] }), before)
    expect(rows(after)[0]).toContain('| passes | passes |')
  })

  it('fails a row if one of its tests does', () => {
    const shown = together(byEngine(duck, flake), byAnyEngine('test/any.test.ts', 'c | d'))
    const areas = [{ title: 'T', from: 'dbt', behaviours: [row('BaseAll', 'All.', shown)] }]
    const ran = outcomes({ ...ALL, 'test/any.test.ts': { 'c | d': 'skipped' } })
    expect(rows(conformancePage(areas, ran, ''))[0]).toContain('| fails | fails |')
    const allTests = [duck, flake].flatMap((one) => (one.kind === 'tests' ? one.tests : []))
    expect(rows(conformancePage(areas, allPass(allTests), ''))[0]).toContain('| not run | not run |')
  })
})
