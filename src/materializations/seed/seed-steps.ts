import type { Columns } from '../../core/columns/index.js'
import type { MaterializationInput, SeedRow } from '../../core/steps/materialization.js'
import type { Step } from '../../core/steps/step.js'
import { revokeCopiedGrants, withGrantsMarked } from '../steps/copied-grants.js'

/** The steps that make a table of a seed's rows. The table is replaced in one piece when one statement is enough. */
export function seedSteps(input: MaterializationInput, columns: Columns): readonly Step[] {
  const { relation, existing, dialect, seedRows, runId } = input
  const settings = withGrantsMarked(input.settings, 'table', dialect)
  const revoke = revokeCopiedGrants(input, 'table', settings)
  const replaces = existing?.type
  const [first = [], ...others] = parts(seedRows, dialect.capabilities.longestText)
  const select = dialect.textRows(first, columns)
  if (others.length === 0)
    return [{ kind: 'createTableAs', relation, select, replaces, temporary: false, settings }, ...revoke]
  const inPlace = dialect.capabilities.supportsTransactionalDdl
  const built = inPlace ? relation : dialect.temporaryRelation(relation, runId)
  const steps: readonly Step[] = [
    {
      kind: 'createTableAs',
      relation: built,
      select,
      replaces: inPlace ? replaces : undefined,
      temporary: false,
      settings,
    },
    ...others.map((rows): Step => {
      const sql = `insert into ${dialect.quoteRelation(built)} ${dialect.textRows(rows, columns)}`
      return { kind: 'insert', relation: built, sql }
    }),
  ]
  if (inPlace) return [{ kind: 'transaction', steps }, ...revoke]
  const publish: Step = { kind: 'publishTable', relation, from: built, replaces, settings }
  const drop: Step = { kind: 'dropRelation', relation: built, type: 'table', temporary: false }
  return [{ kind: 'attempt', steps: [...steps, publish], undo: [drop] }, ...revoke]
}

/** Rows in as few parts as statements of a certain length can carry. */
function parts(rows: readonly SeedRow[], most: number): readonly (readonly SeedRow[])[] {
  const found: SeedRow[][] = [[]]
  let length = 0
  for (const row of rows) {
    const own = Buffer.byteLength(JSON.stringify(row)) + 1
    if (length > 0 && length + own > most) {
      found.push([])
      length = 0
    }
    length += own
    found.at(-1)!.push(row)
  }
  return found
}
