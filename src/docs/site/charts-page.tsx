import { ChartCards } from './chart-picture.js'
import { site } from './data.js'

/** All charts of the project. */
export function ChartsPage() {
  return (
    <article class="whole">
      <h1>Charts</h1>
      <ChartCards nodes={site.nodes.filter(({ chart }) => chart)} />
    </article>
  )
}
