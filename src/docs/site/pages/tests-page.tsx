import { useMemo, useState } from 'preact/hooks'
import type { SiteTest } from '../../site-data.js'
import { nodeOf, site } from '../data/data.js'
import { plural } from '../data/format.js'
import { nodeHref, testsHref } from '../data/route.js'
import { StatusBadge } from '../parts/badges.js'
import { Choice } from '../parts/choice.js'
import { CodeBlock } from '../parts/code-block.js'
import { InlineMarkdown } from '../parts/markdown.js'
import { Name } from '../parts/name.js'
import { ROWS, ShowMore } from '../parts/show-more.js'
import { StoredRows } from '../parts/stored-rows.js'

/** What a reader can choose from, by what the statuses of dbt are called. */
const STATES = [
  ['bad', 'failed or not answered'],
  ['fail', 'failed'],
  ['error', 'error'],
  ['warn', 'warning'],
  ['skipped', 'skipped'],
  ['pass', 'passed'],
  ['none', 'not run'],
] as const

/** All tests of data, those that failed first. The address keeps what is chosen. */
export function TestsPage({ options }: { readonly options: URLSearchParams }) {
  const chosen = { status: options.get('status') ?? '', kind: options.get('kind') ?? '' }
  const { status, kind } = chosen
  const [most, setMost] = useState(ROWS)
  const found = useMemo(
    () =>
      site.tests
        .filter((test) => status === '' || hasStatus(test, status))
        .filter((test) => kind === '' || kindOf(test) === kind)
        .sort((a, b) => rank(a) - rank(b)),
    [status, kind],
  )
  const choose = (name: keyof typeof chosen) => (value: string) => {
    window.location.hash = testsHref({ ...chosen, [name]: value })
  }
  return (
    <article>
      <h1>Tests</h1>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <Choice label="Result" value={status} onChoose={choose('status')} options={STATES} all="all" />
        <Choice label="Kind" value={kind} onChoose={choose('kind')} options={kinds()} all="all" />
        <output>{plural(found.length, 'test')}</output>
      </form>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard. */}
      <section class="scroll nodes" tabIndex={0} aria-label="Tests">
        <table>
          <thead>
            <tr>
              <th scope="col">Result</th>
              <th scope="col">Test</th>
              <th scope="col">Of</th>
              <th scope="col">Description</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, most).map((test) => (
              <TestRow key={test.id} test={test} />
            ))}
          </tbody>
        </table>
      </section>
      <ShowMore most={most} all={found.length} onMore={setMost} />
    </article>
  )
}

function TestRow({ test }: { readonly test: SiteTest }) {
  const { column, parents, description, severity, sql, result } = test
  const of = nodeOf.get(parents[0] ?? '')
  const isBad = result !== undefined && result.status !== 'pass'
  return (
    <tr>
      <td>
        <StatusBadge result={result} />
        {severity.toLowerCase() === 'warn' && <span class="dim"> (warns)</span>}
      </td>
      <td>
        <code class="wrap">
          <Name of={titleOf(test)} />
        </code>
        {isBad && <pre class="message">{result.message}</pre>}
        {isBad && <StoredRows node={test} />}
        {sql !== undefined && (
          <details>
            <summary>SQL</summary>
            <CodeBlock code={sql} language="sql" />
          </details>
        )}
      </td>
      <td class="line">
        {of && (
          <a href={nodeHref(of.id)}>
            <Name of={column === undefined ? of.name : `${of.name}.${column}`} />
          </a>
        )}
      </td>
      <td class="line">
        <InlineMarkdown text={description} />
      </td>
    </tr>
  )
}

/** What a test of a column checks, next to which the column is; the whole name of the others, and of those with one of their own. */
function titleOf({ name, kind, column }: SiteTest): string {
  return kind !== undefined && column !== undefined && name.startsWith(`${kind}_`) ? kind : name
}

function hasStatus({ result }: SiteTest, status: string): boolean {
  if (status === 'bad') return result !== undefined && ['fail', 'error', 'skipped'].includes(result.status)
  return (result?.status ?? 'none') === status
}

const ORDER = ['fail', 'error', 'warn', 'skipped', 'none', 'pass']

function rank({ result }: SiteTest): number {
  return ORDER.indexOf(result?.status ?? 'none')
}

function kindOf({ kind }: SiteTest): string {
  return kind ?? 'data test'
}

function kinds(): readonly (readonly [string, string])[] {
  return [...new Set(site.tests.map(kindOf))].sort().map((kind) => [kind, kind])
}
