import { site } from '../data/data.js'
import { ChartCards } from '../parts/chart-picture.js'

/** All charts of the project. */
export function ChartsPage() {
  return (
    <article class="whole">
      <h1>Charts</h1>
      <ChartCards nodes={site.nodes.filter(({ chart }) => chart)} />
    </article>
  )
}
