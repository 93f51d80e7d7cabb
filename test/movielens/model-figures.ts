import type { ScratchProject } from '../conformance/scratch-project.js'

export interface ColumnFigures {
  readonly not_null: number
  readonly distinct: number
  /** Of numbers only, with two digits. */
  readonly sum?: number
  readonly min: string
  readonly max: string
}

/** What is known of a model's rows. */
export interface ModelFigures {
  readonly layer: string
  readonly rows: number
  readonly columns: { readonly [column: string]: ColumnFigures }
}

/** Moments of loading differ from load to load. */
const NOT_COMPARED = new Set(['loaded_at', 'last_loaded_at', '_loaded_at', '_file'])

/** The figures of a model as it stands, of the columns that it has; sums where `like` has them. */
export async function modelFigures(project: ScratchProject, model: string, like: ModelFigures): Promise<ModelFigures> {
  const relation = like.layer === 'raw' ? `raw.${model}` : model
  const described = await project.rows(`describe ${relation}`)
  const names = described.map((column) => String(column['column_name'])).filter((name) => !NOT_COMPARED.has(name))
  const parts = names.map(
    (name) => `{'not_null': count("${name}")::int, 'distinct': count(distinct "${name}")::int,
    ${like.columns[name]?.sum === undefined ? '' : `'sum': round(sum("${name}"::double), 2),`}
    'min': min("${name}")::varchar, 'max': max("${name}")::varchar} as "${name}"`,
  )
  const [row] = await project.rows(`select count(*)::int as "count of rows", ${parts.join(', ')} from ${relation}`)
  const { 'count of rows': rows, ...columns } = row!
  return { layer: like.layer, rows: Number(rows), columns: columns as ModelFigures['columns'] }
}
