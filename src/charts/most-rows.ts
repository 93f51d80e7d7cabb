import type { Chart } from '../core/definitions/chart.js'

/** What can still be read: bars by their labels, a line as a whole. */
const MOST = { bar: 100, line: 5000 } as const

/** How many rows of a chart are drawn: its `limit`, or what can be read. */
export function mostRows({ limit, mark }: Pick<Chart, 'limit' | 'mark'>): number {
  return limit ?? MOST[mark]
}
