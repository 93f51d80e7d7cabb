import { acceptedValues, columnTest, equalRowCount, integer, notNull, source, unique, view } from 'kerros'
import { expect, it } from 'vitest'
import { buildProject } from '../../../src/core/project/build-project.js'
import { shortName } from '../../../src/core/project/nodes/short-name.js'
import { careless } from '../../careless.js'

const raw = source('raw', { movies: { id: integer() } })

function names(...tests: readonly object[]): readonly string[] {
  const columns = { id: { tests } } as never
  const m = view({ m: raw.movies }, (db) => db.selectFrom('m').select('m.id'), { columns })
  const { project } = buildProject('p', [{ file: 'src/m.ts', exports: { raw, m } }])
  const found = [...project.nodes].filter(({ resourceType }) => resourceType === 'test')
  for (const { uniqueId, name } of found) expect(uniqueId).toBe(`test.p.${name}`)
  return found.map(({ name }) => name)
}

const many = Array.from({ length: 60 }, (_, i) => 1000 + i)

it('a name that is too long is cut, and distinguished by a hash of the whole', () => {
  const found = names(notNull(), acceptedValues(many), acceptedValues([...many, 1]), acceptedValues([1, 2]))
  expect(found.map((name) => name.length)).toEqual([100, 100, 24, 13])
  expect(new Set(found).size).toBe(4)
  expect(found).toMatchInlineSnapshot(`
    [
      "accepted_values_m_id_1000_1001_1002_1003_1004_1005_1006_1007_1008_1009_1010_1011_1012_1013__1685983f",
      "accepted_values_m_id_1000_1001_1002_1003_1004_1005_1006_1007_1008_1009_1010_1011_1012_1013__492927c3",
      "accepted_values_m_id_1_2",
      "not_null_m_id",
    ]
  `)
})

it('the severity of a test holds where its user gives none, also as undefined', () => {
  const severityOf = (options: object) =>
    columnTest({ name: 'own', severity: 'warn', options, failures: (db) => db.selectFrom('model').selectAll() }).options
      .severity
  expect([{}, { severity: undefined }, { severity: 'error' }].map(severityOf)).toEqual(['warn', 'warn', 'error'])
})

it('names that differ by case only get numbers: failing rows are stored in relations of these names', () => {
  expect(names(acceptedValues(careless(['a'])), acceptedValues(careless(['A'])))).toEqual([
    'accepted_values_m_id_A_2',
    'accepted_values_m_id_a',
  ])
})

it('a comparison has the name of the other relation, so that the order of two does not decide which is which', () => {
  const other = source('raw', { films: { id: integer() }, 'old.films': { id: integer() } })
  const named = (...tests: readonly ReturnType<typeof equalRowCount>[]): readonly string[] => {
    const m = view({ m: raw.movies }, (db) => db.selectFrom('m').select('m.id'), { tests })
    const { project } = buildProject('p', [{ file: 'src/m.ts', exports: { raw, other, m } }])
    return project.nodes.filter(({ resourceType }) => resourceType === 'test').map(({ name }) => name)
  }
  const [films, old] = [equalRowCount(other.films), equalRowCount(other['old.films'])]
  expect(named(films, old)).toEqual(['equal_rowcount_m_raw_films', 'equal_rowcount_m_raw_old_films'])
  expect(named(old, films)).toEqual(named(films, old))
})

it('a name that is given is the name', () => {
  expect(names(notNull({ name: 'every_movie_has_an_id' }), notNull())).toEqual([
    'every_movie_has_an_id',
    'not_null_m_id',
  ])
})

it.each([
  ['another test', notNull({ name: 'mine' }), unique({ name: 'Mine' })],
  ['a model', notNull({ name: 'M' })],
  ['a test without a name of its own', notNull(), unique({ name: 'not_null_m_id' })],
])('a name that %s has is refused', (_, ...tests) => {
  const columns = { id: { tests } } as never
  const m = view({ m: raw.movies }, (db) => db.selectFrom('m').select('m.id'), { columns })
  const { diagnostics } = buildProject('p', [{ file: 'src/m.ts', exports: { raw, m } }])
  expect(diagnostics).toMatchObject([{ code: 'E_AMBIGUOUS_NAME', at: 'src/m.ts' }])
  expect(diagnostics.map(({ message }) => message)).toMatchSnapshot()
})

it('a name of a hundred characters stays as it is, and a longer one is cut', () => {
  expect(shortName('x'.repeat(100))).toBe('x'.repeat(100))
  expect(shortName('x'.repeat(101))).toMatch(/^x{91}_[0-9a-f]{8}$/)
})

it('a date is named in UTC, wherever the machine is', () => {
  const since = (day: Date) =>
    columnTest({ name: 'since', arguments: { day }, failures: (db) => db.selectFrom('model').selectAll() })
  expect(names(since(new Date('2020-02-29T23:30:00Z')))).toEqual(['since_m_id_2020-02-29T23_30_00.000Z'])
})
