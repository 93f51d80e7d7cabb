import type {
  DescribeOptions,
  ExistingColumn,
  ExistingDynamicTable,
  ExistingRelation,
  ExistingRelations,
  RelationType,
  SchemaPlace,
} from '../../../core/relations/relation.js'
import { relationKey } from '../../../core/relations/relation.js'
import { readComment } from '../../../core/relations/relation-mark.js'
import { isMissing } from '../catalog/describe-table.js'
import { showColumns } from '../catalog/show-columns.js'
import { type RunShow, showPages } from '../catalog/show-pages.js'
import { foldBack } from '../text/fold-back.js'
import { quoteSchema } from '../text/quote-relation.js'
import { foldIdentifier } from '../text/snowflake-identifier.js'

interface ShownObject {
  readonly name: string
  readonly kind: string
  readonly comment?: string | null
  /** `Y` or `N`; missing in older accounts. */
  readonly is_dynamic?: string | null
  /** As text, because it can be more than a number holds; null for views. */
  readonly rows?: number | bigint | string | null
  readonly bytes?: number | bigint | string | null
}

interface ShownDynamicTable {
  readonly name: string
  readonly target_lag: string
  readonly warehouse: string
}

/**
 * The relations of a schema with their columns: SHOW OBJECTS and SHOW COLUMNS, neither of which needs a warehouse that
 * runs. How dynamic tables were made takes a SHOW DYNAMIC TABLES more.
 *
 * @returns `undefined` when there is no such schema, or none that the role may see.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/show-objects
 * @see https://docs.snowflake.com/en/sql-reference/sql/show-dynamic-tables
 */
export async function describeSchema(
  run: RunShow,
  schemaPlace: SchemaPlace,
  { withDynamicTables = false, withSizes = false }: DescribeOptions = {},
): Promise<ExistingRelations | undefined> {
  const { database, schema, isExact } = schemaPlace
  const place = {
    database: foldIdentifier(database),
    schema: isExact ? schema : foldIdentifier(schema),
    sql: quoteSchema(schemaPlace),
  }
  try {
    const objects = await showPages<ShownObject>(run, `show objects in schema ${place.sql}`)
    if (objects.length === 0) return new Map()
    const columns = new Map<string, ExistingColumn[]>(objects.map(({ name }) => [name, []]))
    for (const { table, name, type, isNarrow, comment } of await showColumns(run, place))
      columns
        .get(table)
        ?.push({ name: foldBack(name), type, ...(isNarrow && { isNarrow }), ...(comment && { comment }) })
    const dynamic = withDynamicTables ? await dynamicTables(run, place.sql) : new Map()
    return new Map(
      objects.map(({ name, kind, comment, is_dynamic, rows, bytes }): [string, ExistingRelation] => {
        const { text, mark } = readComment(comment)
        // A view has no rows of its own, even if a size is reported.
        const hasSize = withSizes && relationType(kind) !== 'view'
        return [
          relationKey({ database, schema, name: foldBack(name) }),
          {
            type: dynamic.has(name) || is_dynamic === 'Y' ? 'dynamic table' : relationType(kind),
            columns: columns.get(name)!,
            ...(text !== '' && { comment: text }),
            mark,
            dynamicTable: dynamic.get(name),
            ...(hasSize && isGiven(rows) && { rowCount: Number(rows) }),
            ...(hasSize && isGiven(bytes) && { bytes: Number(bytes) }),
          },
        ]
      }),
    )
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined && value !== ''
}

function relationType(kind: string): RelationType {
  return kind.toUpperCase().includes('VIEW') ? 'view' : 'table'
}

async function dynamicTables(run: RunShow, place: string): Promise<ReadonlyMap<string, ExistingDynamicTable>> {
  const dynamicTables = await showPages<ShownDynamicTable>(run, `show dynamic tables in schema ${place}`)
  return new Map(
    dynamicTables.map(({ name, target_lag, warehouse }) => [
      name,
      { targetLag: target_lag, computeWarehouse: warehouse },
    ]),
  )
}
