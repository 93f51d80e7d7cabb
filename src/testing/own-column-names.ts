import type { GivenRow } from '../core/definitions/given.js'
import { DiagnosticsError } from '../core/errors/index.js'

/**
 * Rows under the names that their columns have: like the engines, tests need not write names in the same case. A name that no
 * column has stays.
 *
 * @param names The columns of the relation; `undefined` where raw SQL hides them, and the first spelling counts.
 * @param whose For messages: `a given row of "orders"`.
 * @throws DiagnosticsError `E_INVALID_OPTION` for a row that has a column twice.
 */
export function ownColumnNames<R extends GivenRow>(
  rows: readonly R[],
  names: readonly string[] | undefined,
  whose: string,
): readonly R[] {
  const spelled = new Map<string, string>()
  for (const name of names ?? rows.flatMap((row) => Object.keys(row)))
    if (!spelled.has(name.toLowerCase())) spelled.set(name.toLowerCase(), name)
  return rows.map((row) => {
    const entries = Object.entries(row).map(
      ([name, value]) => [spelled.get(name.toLowerCase()) ?? name, value] as const,
    )
    const own = Object.fromEntries(entries) as R
    if (Object.keys(own).length === entries.length) return own
    const seen = new Set<string>()
    const twice = entries.find(([name]) => seen.size === seen.add(name).size)![0]
    throw new DiagnosticsError([
      {
        code: 'E_INVALID_OPTION',
        message: `${whose} has the column "${twice}" twice`,
        names: [twice],
        hint: 'The case of a name does not tell two columns apart. Leave one of the two out.',
      },
    ])
  })
}
