import type { Columns } from '../../../core/columns/index.js'
import { isKerrosError } from '../../../core/errors/index.js'
import { compileDatabase } from '../../../core/nodes/compile-database.js'
import type { Warehouse } from '../../../core/ports/warehouse.js'
import type { RelationNames } from '../../../core/project/name-relations.js'
import { isBuildable, type ProjectNode } from '../../../core/project/nodes/node.js'
import { type DescribedSchemas, type Relation, relationKey } from '../../../core/relations/relation.js'
import type { SeedRow } from '../../../core/steps/materialization.js'
import { contentOfRows, contentQuery, type SeedContent } from '../../../materializations/seed/seed-content.js'
import { statementSql } from '../../../materializations/statement/statement.js'

/** A seed whose table may have the rows of its file. */
interface Candidate {
  readonly id: string
  readonly relation: Relation
  readonly content: SeedContent
  readonly columns: Columns
}

/** What is known of seeds before a plan. */
interface KnownSeeds {
  readonly nodes: readonly ProjectNode[]
  readonly relations: RelationNames
  readonly existing: DescribedSchemas
  readonly seedRows: ReadonlyMap<string, readonly SeedRow[]>
}

/**
 * Finds the seeds whose tables have the rows of their files and columns of the types that these have, with one query for all. Where
 * that is not certain, it is not said: a hook may change the rows, and the query may fail.
 *
 * @returns Their unique ids.
 */
export async function storedSeeds(warehouse: Warehouse, known: KnownSeeds): Promise<ReadonlySet<string>> {
  const candidates = known.nodes.flatMap((node) => candidateOf(node, warehouse, known) ?? [])
  const [first, ...others] = candidates.map(({ columns }, i) =>
    compileDatabase
      .selectFrom(contentQuery(`seed_${i}`, columns).as('c'))
      .select((eb) => [eb.val(i).as('seed'), eb.ref('c.row_count').as('row_count'), eb.ref('c.digest').as('digest')]),
  )
  if (!first) return new Set()
  const query = others.reduce((all, one) => all.unionAll(one), first)
  const tables = Object.fromEntries(candidates.map(({ relation }, i) => [`seed_${i}`, relation]))
  const sql = statementSql(warehouse.dialect, query, tables)
  try {
    const { rows } = await warehouse.withSession((session) => session.execute(sql))
    const same = rows.filter((row) => {
      const { content } = candidates[Number(row['seed'])]!
      return Number(row['row_count']) === content.rows && (row['digest'] ?? '') === content.digest
    })
    return new Set(same.map((row) => candidates[Number(row['seed'])]!.id))
  } catch (error) {
    // Without the right to read a table, it may still be replaced.
    if (isKerrosError(error) && error.code !== 'E_INTERNAL') return new Set()
    throw error
  }
}

function candidateOf(
  node: ProjectNode,
  warehouse: Warehouse,
  { relations, existing, seedRows }: KnownSeeds,
): Candidate | undefined {
  if (!isBuildable(node) || node.definition.kind !== 'seed') return undefined
  const { uniqueId: id, options, definition } = node
  const relation = relations.get(id)
  const rows = seedRows.get(id)
  const stored = relation && existing.relations.get(relationKey(relation))
  if (!rows || stored?.mark?.seed === undefined) return undefined
  if ([options.preHook ?? [], options.postHook ?? []].flat().length > 0) return undefined
  const columns = Object.entries(definition.columns)
  const hasColumns =
    stored.columns.length === columns.length &&
    columns.every(([name, { type }], i) => {
      const column = stored.columns[i]!
      return (
        column.name.toLowerCase() === name.toLowerCase() &&
        (type.name === 'decimal' || !column.isNarrow) &&
        warehouse.isTypeCompatible(column, type)
      )
    })
  const content = hasColumns ? contentOfRows(rows, definition.columns) : undefined
  return content && { id, relation: relation!, content, columns: definition.columns }
}
