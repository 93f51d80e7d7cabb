import { useRef } from 'preact/hooks'
import type { SiteChart, SiteNode } from '../../site-data.js'
import { nodeHref } from '../data/route.js'
import { useDrawing } from './use-drawing.js'
import { useSeen } from './use-seen.js'

/** A chart as it was drawn, for the width of the screen; or why it was not. */
export function ChartPicture({ chart }: { readonly chart: SiteChart }) {
  const frame = useRef<HTMLDivElement>(null)
  const drawing = useDrawing(useSeen(frame) ? chart.file : undefined)
  return (
    <div ref={frame} class="picture">
      {chart.note !== undefined && <p class="note">Not drawn: {chart.note}</p>}
      {drawing === null && <p class="note">Not drawn: {chart.file} is not beside this page.</p>}
      {drawing && (
        <>
          {/* kerros has drawn them: names of rows are text in them. */}
          <div class="wide" dangerouslySetInnerHTML={{ __html: drawing.wide }} />
          <div class="narrow" dangerouslySetInnerHTML={{ __html: drawing.narrow }} />
        </>
      )}
    </div>
  )
}

/** Charts side by side, each a link to its page. */
export function ChartCards({ nodes }: { readonly nodes: readonly SiteNode[] }) {
  return (
    <ul class="charts">
      {nodes.map(
        ({ id, name, chart }) =>
          chart && (
            <li key={id}>
              <p class="title">
                <a href={nodeHref(id)}>{chart.title}</a> <code class="dim">{name}</code>
              </p>
              <ChartPicture chart={chart} />
            </li>
          ),
      )}
    </ul>
  )
}
