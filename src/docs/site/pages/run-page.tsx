import { useMemo } from 'preact/hooks'
import { groupBy } from '../../../util/group-by.js'
import type { SiteNode, SiteResult, SiteTest } from '../../site-data.js'
import { commandOf } from '../data/command-of.js'
import { criticalPath } from '../data/critical-path.js'
import { nodeOf, site } from '../data/data.js'
import { formatDate, formatSeconds, plural } from '../data/format.js'
import { nodeHref } from '../data/route.js'
import { StatusBadge } from '../parts/badges.js'
import { Name } from '../parts/name.js'
import { StoredRows } from '../parts/stored-rows.js'

interface Ran {
  readonly node: SiteNode | SiteTest
  readonly result: SiteResult
}

const SLOWEST = 15

/** What ran when, what the run waited for, and what took longest. */
export function RunPage() {
  const ran = useMemo(allThatRan, [])
  const path = useMemo(() => criticalPath(ran.map(({ node }) => node)), [ran])
  if (!site.run) return <p>No run has been recorded.</p>
  const { startedAt, duration } = site.run
  const failed = ran.filter(({ result }) => result.status === 'error' || result.status === 'fail')
  return (
    <article>
      <h1>Last run</h1>
      <p>
        <code>{commandOf(site.run)}</code>, {formatDate(startedAt)}: {plural(ran.length, 'node')} in{' '}
        {formatSeconds(duration)}.
      </p>
      {failed.length > 0 && (
        <section>
          <h2>Failures</h2>
          <ul class="plain">
            {failed.map(({ node, result }) => (
              <li key={node.id}>
                <NodeName node={node} /> <StatusBadge result={result} />
                <pre class="message">{result.message}</pre>
                <StoredRows node={node} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h2>Timeline</h2>
        <Timeline ran={ran} critical={new Set(path.map(({ id }) => id))} />
        <p class="dim">
          Bars with an outline are on the critical path: the chain of nodes, each reading the one before, that took
          longest.
        </p>
      </section>
      <div class="two">
        <section>
          <h2>Slowest</h2>
          <Durations nodes={slowest(ran)} />
        </section>
        <section>
          <h2>Critical path</h2>
          <Durations nodes={path.flatMap((node) => (node.result ? [{ node, result: node.result }] : []))} />
        </section>
      </div>
    </article>
  )
}

function allThatRan(): readonly Ran[] {
  return [...site.nodes, ...site.tests].flatMap((node) => (node.result ? [{ node, result: node.result }] : []))
}

/** Tests that one statement answered took one time together, and are shown once. */
function slowest(ran: readonly Ran[]): readonly (Ran & { readonly others: number })[] {
  const together = groupBy(ran, ({ node, result }) =>
    nodeOf.has(node.id) ? node.id : `${result.thread} ${result.start} ${result.duration}`,
  )
  return [...together.values()]
    .map((group) => ({ ...group[0]!, others: group.length - 1 }))
    .sort((a, b) => b.result.duration - a.result.duration)
    .slice(0, SLOWEST)
}

const ROW = 18

function Timeline({ ran, critical }: { readonly ran: readonly Ran[]; readonly critical: ReadonlySet<string> }) {
  const timed = ran.filter(({ result }) => result.start !== undefined)
  const threads = [...groupBy(timed, ({ result }) => result.thread)].sort(([a], [b]) =>
    a.localeCompare(b, 'en', { numeric: true }),
  )
  const end = timed.reduce((latest, { result }) => Math.max(latest, result.start! + result.duration), 0.001)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="scroll" tabIndex={0} aria-label="Timeline">
      <svg
        class="timeline"
        viewBox={`0 0 1000 ${threads.length * ROW + 20}`}
        role="img"
        aria-label="What ran when, by thread"
      >
        {threads.flatMap(([, row], i) =>
          row.map(({ node, result }) => (
            <rect
              key={node.id}
              class={`bar status-${result.status}${critical.has(node.id) ? ' critical' : ''}`}
              x={(result.start! / end) * 1000}
              y={i * ROW + 2}
              width={Math.max(1.5, (result.duration / end) * 1000)}
              height={ROW - 4}
            >
              <title>{`${node.name}: ${formatSeconds(result.duration)}`}</title>
            </rect>
          )),
        )}
        <text x={0} y={threads.length * ROW + 16}>
          0 s
        </text>
        <text x={1000} y={threads.length * ROW + 16} text-anchor="end">
          {formatSeconds(end)}
        </text>
      </svg>
    </section>
  )
}

function Durations({ nodes }: { readonly nodes: readonly (Ran & { readonly others?: number })[] }) {
  const longest = nodes.reduce((most, { result }) => Math.max(most, result.duration), 0.001)
  return (
    <ol class="durations">
      {nodes.map(({ node, result, others = 0 }) => (
        <li key={node.id}>
          <span class="share" style={{ width: `${(result.duration / longest) * 100}%` }} />
          <span class="named">
            <NodeName node={node} />
            {others > 0 && <span class="dim"> and {plural(others, 'other test')}</span>}
          </span>
          <span class="time">{formatSeconds(result.duration)}</span>
        </li>
      ))}
    </ol>
  )
}

/** Tests have no page: their node's page shows them. */
function NodeName({ node }: { readonly node: SiteNode | SiteTest }) {
  const id = nodeOf.has(node.id) ? node.id : node.parents[0]
  return id === undefined ? (
    <span>
      <Name of={node.name} />
    </span>
  ) : (
    <a href={nodeHref(id)}>
      <Name of={node.name} />
    </a>
  )
}
