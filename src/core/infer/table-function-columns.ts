import { canonicalName } from '../functions/call/canonical-function.js'
import type { OutputColumn } from './output-column.js'

/** The columns of the canonical functions that are used in FROM. */
export const tableFunctionColumns: ReadonlyMap<string, readonly OutputColumn[]> = new Map([
  [
    canonicalName('split_to_table'),
    [
      { name: 'value', type: { name: 'varchar' } },
      { name: 'index', type: { name: 'integer' } },
    ],
  ],
  [canonicalName('date_spine'), [{ name: 'value', type: { name: 'date' } }]],
  [canonicalName('timestamp_spine'), [{ name: 'value', type: { name: 'timestamp' } }]],
  [canonicalName('generate_series'), [{ name: 'value', type: { name: 'bigint' } }]],
  [
    canonicalName('flatten'),
    [
      { name: 'value', type: undefined },
      { name: 'index', type: { name: 'integer' } },
    ],
  ],
])
