import type { Area, Behaviour, Evidence, Evidences, NamedTest } from './behaviour.js'
import { type Outcome, type Outcomes, outcomeOf } from './outcomes.js'

/** What a cell of an engine begins with. */
type Status = 'passes' | 'fails' | 'not run' | 'does not apply' | 'not yet'

/** The statuses of a row in a page: DuckDB's, then Snowflake's. */
type Statuses = readonly [Status, Status]

const ENGINES = ['duckdb', 'snowflake'] as const

const HEAD = `# Conformance with dbt

<!-- Written by \`npm run docs:conformance\` from a run of the tests that test/conformance/dbt names. -->

dbt has a suite for the adapters of its engines, and functional suites of its core. This page has a row for each behaviour that they
check, in our words, with the test that shows it here. A run of all tests fails if one of these tests fails, is skipped or is gone.

- **passes**: the test ran on this engine. Tests of Snowflake run on a server of its protocol.
- **passes (any engine)**: decided before an engine is asked, as the selection of nodes is. One test shows it for both.
- **does not apply**: nothing in kerros corresponds, and the row says why.
- **not yet**: the row names the issue.

The last column says where kerros is stricter or kinder than dbt, or has the behaviour in another form.
dbt's side is [dbt-tests-adapter](https://github.com/dbt-labs/dbt-adapters/tree/main/dbt-tests-adapter) at commit 802d40f, and
[tests/functional](https://github.com/dbt-labs/dbt-core/tree/1.latest/tests/functional) of dbt-core at commit defa080, both of August 2026.`

/**
 * docs/conformance.md.
 *
 * @param before The page as it was: what did not run keeps what that says.
 */
export function conformancePage(areas: readonly Area[], outcomes: Outcomes, before: string): string {
  const known = shownBefore(areas, before)
  const sections = areas.map((area) => ({
    area,
    rows: area.behaviours.map((behaviour) => ({
      behaviour,
      statuses: ENGINES.map((engine) => statusOf(behaviour.shown[engine], outcomes, known)) as unknown as Statuses,
    })),
  }))
  const all = sections.flatMap(({ rows }) => rows)
  return `${[
    HEAD,
    summary(all.map(({ statuses }) => statuses)),
    ...sections.map(({ area, rows }) =>
      [
        `## ${area.title}\n\ndbt: \`${area.from}\`\n`,
        '| dbt | behaviour | DuckDB | Snowflake | test, or why not | compared with dbt |',
        '|---|---|---|---|---|---|',
        ...rows.map(({ behaviour, statuses }) => line(behaviour, statuses)),
      ].join('\n'),
    ),
  ].join('\n\n')}\n`
}

/** The outcomes of tests that all pass, which a page that can be committed says. */
export function allPass(tests: readonly NamedTest[]): Outcomes {
  const outcomes = new Map<string, Map<string, 'passed'>>()
  for (const { file, name } of tests) {
    const names = outcomes.get(file) ?? new Map()
    outcomes.set(file, names.set(name, 'passed'))
  }
  return outcomes
}

function statusOf(evidence: Evidence, outcomes: Outcomes, known: Outcomes): Status {
  if (evidence.kind === 'doesNotApply') return 'does not apply'
  if (evidence.kind === 'notYet') return 'not yet'
  const found = evidence.tests.map((test) => {
    const outcome = outcomeOf(outcomes, test)
    return outcome === 'unknown' ? outcomeOf(known, test) : outcome
  })
  if (found.some((outcome) => !['passed', 'unknown', 'missing'].includes(outcome))) return 'fails'
  if (found.every((outcome) => outcome === 'passed')) return 'passes'
  return evidence.tests.some((test) => outcomeOf(outcomes, test) === 'missing') ? 'fails' : 'not run'
}

/** What a page says of tests: those of a row that passes, and of one that fails. */
function shownBefore(areas: readonly Area[], page: string): Outcomes {
  const known = new Map<string, Map<string, Outcome>>()
  const statuses = statusesIn(page)
  for (const area of areas)
    for (const { dbt, shown } of area.behaviours)
      for (const [i, engine] of ENGINES.entries()) {
        const evidence = shown[engine]
        const status = statuses.get(keyOf(area, dbt))?.[i]
        if (evidence.kind !== 'tests' || (status !== 'passes' && status !== 'fails')) continue
        for (const { file, name } of evidence.tests) {
          const names = known.get(file) ?? new Map<string, Outcome>()
          known.set(file, names)
          if (names.get(name) !== 'passed') names.set(name, status === 'passes' ? 'passed' : 'failed')
        }
      }
  return known
}

function summary(all: readonly Statuses[]): string {
  const engines = ['DuckDB', 'Snowflake'].map((engine, i) => {
    const statuses = all.map((one) => one[i]!)
    const counts = ['passes', 'does not apply', 'not yet', 'fails', 'not run'].map(
      (status) => [status, statuses.filter((one) => one === status).length] as const,
    )
    const said = counts.flatMap(([status, count]) => (count === 0 ? [] : `${count} ${PLURALS[status] ?? status}`))
    return `- ${engine}: ${said.join(', ')}`
  })
  return `${all.length} behaviours:\n\n${engines.join('\n')}`
}

const PLURALS: { readonly [status: string]: string } = {
  passes: 'pass',
  'does not apply': 'do not apply',
  fails: 'fail',
}

function line(behaviour: Behaviour, [duckdb, snowflake]: Statuses): string {
  const { dbt, shown, compared } = behaviour
  const cells = [
    `\`${dbt}\``,
    behaviour.behaviour,
    cell(duckdb, shown.duckdb, shown.isAnyEngine),
    cell(snowflake, shown.snowflake, shown.isAnyEngine),
    testsCell(shown),
    compared ?? (hasTests(shown) ? 'the same' : ''),
  ]
  return `| ${cells.map((text) => text.replaceAll('|', String.raw`\|`)).join(' | ')} |`
}

function cell(status: Status, evidence: Evidence, isAnyEngine: boolean): string {
  if (evidence.kind === 'notYet') return `${status}: ${evidence.issue}`
  return status === 'passes' && isAnyEngine ? 'passes (any engine)' : status
}

const hasTests = ({ duckdb, snowflake }: Evidences): boolean => [duckdb, snowflake].some(({ kind }) => kind === 'tests')

/** Each test once, since a suite names a test by its engine; and why an engine does without one. */
function testsCell({ duckdb, snowflake }: Evidences): string {
  const tests = [duckdb, snowflake].flatMap((evidence) => (evidence.kind === 'tests' ? evidence.tests : []))
  const lines = tests.map(({ file, name }) => `${placeOf(file)}: ${escaped(name.replace(/^(DuckDB|Snowflake): /, ''))}`)
  const reasons = reasonsOf([
    ['DuckDB', duckdb],
    ['Snowflake', snowflake],
  ])
  return [...new Set([...lines, ...reasons])].join('<br>')
}

function reasonsOf(engines: readonly (readonly [string, Evidence])[]): readonly string[] {
  const reasons = engines.flatMap(([name, evidence]) =>
    evidence.kind === 'doesNotApply' ? [[name, evidence.reason] as const] : [],
  )
  const isShared = reasons.length === engines.length && new Set(reasons.map(([, reason]) => reason)).size === 1
  return isShared ? [reasons[0]![1]] : reasons.map(([name, reason]) => `${name}: ${reason}`)
}

/** The suites run from a file for each engine: the folder says it shorter. */
function placeOf(file: string): string {
  return file.replace(/^test\//, '').replace(/^conformance\/(?:duckdb|snowflake)\.test\.ts$/, 'conformance')
}

function escaped(name: string): string {
  return `\`${name.replaceAll('`', "'")}\``
}

const keyOf = (area: Area, dbt: string): string => `${area.title} ${dbt}`

/** What a page says of each row. */
function statusesIn(page: string): ReadonlyMap<string, Statuses> {
  const statuses = new Map<string, Statuses>()
  let title = ''
  for (const text of page.split('\n')) {
    title = /^## (.+)$/.exec(text)?.[1] ?? title
    const cells = text.split(/(?<!\\)\|/).map((one) => one.trim())
    const dbt = /^`(.+)`$/.exec(cells[1] ?? '')?.[1]
    if (dbt !== undefined) statuses.set(`${title} ${dbt}`, [statusIn(cells[3]), statusIn(cells[4])])
  }
  return statuses
}

function statusIn(cell: string | undefined): Status {
  if (cell?.startsWith('passes')) return 'passes'
  return cell === 'fails' ? 'fails' : 'not run'
}
