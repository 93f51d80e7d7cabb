import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { areas } from './areas.js'
import { testsOf } from './behaviour.js'
import { allPass, conformancePage } from './page.js'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const tests = testsOf(areas)

describe('docs/conformance.md', () => {
  // After a change of a row: `npm run docs:conformance`, which runs the tests; with files behind `--`, only those.
  it('is what a run in which each of its tests passes says', () => {
    const page = readFileSync(path.join(ROOT, 'docs/conformance.md'), 'utf8')
    expect(page).toBe(conformancePage(areas, allPass(tests), ''))
  })

  it('names files that are there', () => {
    expect(tests.map(({ file }) => file).filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([])
  })

  it('has one row for each behaviour of an area', () => {
    for (const { title, behaviours } of areas) {
      const names = behaviours.map(({ dbt }) => dbt)
      expect(
        names.filter((name, i) => names.indexOf(name) !== i),
        title,
      ).toEqual([])
    }
    expect(new Set(areas.map(({ title }) => title)).size).toBe(areas.length)
  })

  it('compares in one of three words', () => {
    const compared = areas.flatMap(({ behaviours }) => behaviours.flatMap((one) => one.compared ?? []))
    expect(compared.filter((one) => !/^(Stricter|Kinder|Other form): .+\.$/.test(one))).toEqual([])
  })
})
