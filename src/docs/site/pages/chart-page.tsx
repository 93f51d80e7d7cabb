import { useState } from 'preact/hooks'
import type { SiteChart, SiteDrawing, SiteNode } from '../../site-data.js'
import { nodeOf } from '../data/data.js'
import { formatNumber, plural } from '../data/format.js'
import { nodeHref } from '../data/route.js'
import { KindBadge } from '../parts/badges.js'
import { ChartPicture } from '../parts/chart-picture.js'
import { Markdown } from '../parts/markdown.js'
import { useDrawing } from '../parts/use-drawing.js'
import { Code, Facts, Lineage } from './node-page.js'

/** A chart: its picture, its rows, and where they come from. */
export function ChartPage({ node, chart }: { readonly node: SiteNode; readonly chart: SiteChart }) {
  const drawing = useDrawing(chart.file)
  const of = nodeOf.get(node.parents[0] ?? '')
  return (
    <article>
      <h1>
        {chart.title} <KindBadge node={node} />
      </h1>
      {node.description !== '' && <Markdown text={node.description} />}
      <ChartPicture chart={chart} />
      <Facts
        node={node}
        more={[
          ['Name', <code key="name">{node.name}</code>],
          [
            'Draws',
            of && (
              <a key="of" href={nodeHref(of.id)}>
                {of.name}
              </a>
            ),
          ],
        ]}
      />
      {drawing && <Data drawing={drawing} />}
      <Code
        node={node}
        sqls={[
          ['SQL', chart.sql],
          ...(of?.sql && of.relation !== undefined ? [[`SQL of ${of.name}`, of.sql] as const] : []),
        ]}
      />
      <Lineage node={node} />
    </article>
  )
}

/** So many rows are shown at first: a line may have thousands. */
const ROWS = 50

function Data({ drawing: { columns, rows, isCut } }: { readonly drawing: SiteDrawing }) {
  const [most, setMost] = useState(ROWS)
  const classOf = (at: number) => (columns[at]?.isNumber ? 'number' : undefined)
  return (
    <section>
      <h2>Data</h2>
      <p class="dim">
        {isCut ? `The first ${plural(rows.length, 'row')}; there are more.` : `${plural(rows.length, 'row')}.`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard. */}
      <section class="scroll" tabIndex={0} aria-label="Data">
        <table class="data">
          <thead>
            <tr>
              {columns.map(({ name }, at) => (
                <th key={name} scope="col" class={classOf(at)}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, most).map((row, at) => (
              <tr key={at}>
                {row.map((cell, column) => (
                  <td key={columns[column]!.name} class={classOf(column)}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows.length > most && (
        <p>
          <button type="button" onClick={() => setMost(most + 500)}>
            Show more
          </button>{' '}
          <span class="dim">
            {formatNumber(most)} of {formatNumber(rows.length)}
          </span>
        </p>
      )}
    </section>
  )
}
