import { type Area, type NamedTest, testsOf } from './behaviour.js'
import { type Outcomes, outcomeOf } from './outcomes.js'

/**
 * What a run says against docs/conformance.md, a sentence each: a row says "passes", and its test is missing, was skipped or
 * failed. Only files that ran are judged, so that each shard of a run judges its own.
 */
export function judge(areas: readonly Area[], outcomes: Outcomes): readonly string[] {
  const rows = areas.flatMap(({ behaviours, from }) =>
    behaviours.map((behaviour) => ({
      row: `${from}: ${behaviour.dbt}`,
      tests: testsOf([{ title: '', from, behaviours: [behaviour] }]),
    })),
  )
  return [...new Set(rows.flatMap(({ row, tests }) => tests.flatMap((test) => said(row, test, outcomes) ?? [])))]
}

function said(row: string, test: NamedTest, outcomes: Outcomes): string | undefined {
  const outcome = outcomeOf(outcomes, test)
  if (outcome === 'unknown' || outcome === 'passed') return undefined
  const happened = {
    missing: 'is not in its file',
    skipped: 'was skipped',
    failed: 'failed',
  }[outcome]
  return `${row}: the test that shows it ${happened}: ${test.file}: "${test.name}"`
}
