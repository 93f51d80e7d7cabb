import type { NamedTest } from './behaviour.js'

export type Outcome = 'passed' | 'failed' | 'skipped'

/** What became of the tests of a run: by file from the root of the repository, then by name. A file that did not run is missing. */
export type Outcomes = ReadonlyMap<string, ReadonlyMap<string, Outcome>>

/** What became of one test. `unknown`: its file did not run. `missing`: its file ran and has no such test. */
export function outcomeOf(outcomes: Outcomes, { file, name }: NamedTest): Outcome | 'missing' | 'unknown' {
  const tests = outcomes.get(file)
  if (tests === undefined) return 'unknown'
  return tests.get(name) ?? 'missing'
}

/** Tests of one name, as tables of cases can have them, have passed only if all of them have. */
export function byName(tests: readonly (readonly [string, Outcome])[]): ReadonlyMap<string, Outcome> {
  const outcomes = new Map<string, Outcome>()
  for (const [name, outcome] of tests) {
    const before = outcomes.get(name)
    outcomes.set(name, before === undefined || before === 'passed' ? outcome : before)
  }
  return outcomes
}
