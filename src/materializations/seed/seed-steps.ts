import { createHash } from 'node:crypto'
import { type Columns, describeSqlType } from '../../core/columns/index.js'
import type { RelationSettings } from '../../core/relations/relation-settings.js'
import type { MaterializationInput, SeedRow } from '../../core/steps/materialization.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { Step } from '../../core/steps/step.js'
import { revokeCopiedGrants } from '../steps/copied-grants.js'
import { markedSettings } from '../steps/marked-settings.js'

/**
 * The steps that make a table of a seed's rows; none for one that has them, and was made with the same types and settings. The table is
 * replaced in one piece when one statement is enough.
 */
export function seedSteps(input: MaterializationInput, columns: Columns): readonly Step[] {
  const { relation, existing, dialect, seedRows, runId } = input
  const made = madeOf(columns, input.settings, dialect)
  const isSame = existing?.type === 'table' && existing.mark?.seed === made
  if (input.hasSeedRows && isSame && !input.fullRefresh) return [{ kind: 'keepRelation', relation }]
  const settings = markedSettings(input.settings, { kind: 'seed', seed: made }, dialect)
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

/** To be changed with what the same rows, types and settings become. */
const FORMAT = 1

/** A digest of what a seed's table is made of in addition to its rows. */
function madeOf(columns: Columns, settings: RelationSettings, dialect: SqlDialect): string {
  const types = Object.entries(columns).map(([name, { type }]) => [name, describeSqlType(type)])
  const made = JSON.stringify([FORMAT, types, dialect.settingsOf(settings)])
  return createHash('sha256').update(made).digest('hex').slice(0, 16)
}
