import { groupBy } from '../../../util/group-by.js'
import { commandOf } from '../data/command-of.js'
import { site } from '../data/data.js'
import { formatDate, formatNumber, formatSeconds, nounOf, plural } from '../data/format.js'
import { README } from '../data/linked-href.js'
import { listHref, nodeHref, testsHref } from '../data/route.js'
import { ChartCards } from '../parts/chart-picture.js'
import { InlineMarkdown, Markdown } from '../parts/markdown.js'
import { Name } from '../parts/name.js'

/** So many charts are shown before the introduction; a page of their own has all. */
const FEW = 6

/** What the project is, how much of it there is, and how the last run went. */
export function OverviewPage({ part }: { readonly part: string }) {
  const types = groupBy(site.nodes, ({ type }) => type)
  return (
    <article>
      <h1>{site.project}</h1>
      <p class="about">
        Written {formatDate(site.generatedAt)} by kerros {site.kerrosVersion} for {site.adapter}
      </p>
      <ul class="tiles" aria-label="What the project has">
        {[...types].map(([type, nodes]) => (
          <li key={type}>
            <a href={listHref(type)}>
              <b>{formatNumber(nodes.length)}</b>
              {nounOf(nodes.length, type)}
            </a>
          </li>
        ))}
        <li>
          <a href={testsHref({})}>
            <b>{formatNumber(site.tests.length)}</b>
            {site.tests.length === 1 ? 'test' : 'tests'}
          </a>
        </li>
      </ul>
      <LastRun />
      <Charts />
      <Exposures />
      {site.overview !== '' && <Markdown text={site.overview} file={README} part={part} />}
    </article>
  )
}

function LastRun() {
  if (!site.run) return null
  const results = [...site.nodes, ...site.tests].flatMap(({ result }) => result ?? [])
  const bad = results.filter(({ status }) => status === 'error' || status === 'fail').length
  const skipped = results.filter(({ status }) => status === 'skipped').length
  return (
    <p class={`last ${bad + skipped > 0 ? 'bad' : 'good'}`}>
      <a href="#/run">Last run</a>: <code>{commandOf(site.run)}</code>, {formatDate(site.run.startedAt)}, in{' '}
      {formatSeconds(site.run.duration)}. {bad + skipped === 0 ? 'Everything went well' : plural(bad, 'failure')}
      {skipped > 0 && `, ${formatNumber(skipped)} skipped`}.
    </p>
  )
}

function Charts() {
  const charts = site.nodes.filter(({ chart }) => chart)
  if (charts.length === 0) return null
  return (
    <section>
      <h2>
        Charts{' '}
        {charts.length > FEW && (
          <a class="more" href="#/charts">
            all {charts.length}
          </a>
        )}
      </h2>
      <ChartCards nodes={charts.slice(0, FEW)} />
    </section>
  )
}

function Exposures() {
  const exposures = site.nodes.filter(({ type }) => type === 'exposure')
  if (exposures.length === 0) return null
  return (
    <section>
      <h2>Who reads it</h2>
      <ul class="plain">
        {exposures.map(({ id, name, description, owner }) => (
          <li key={id}>
            <a href={nodeHref(id)}>
              <Name of={name} />
            </a>
            {owner && <span class="dim"> · {owner}</span>} <InlineMarkdown text={description} />
          </li>
        ))}
      </ul>
    </section>
  )
}
