import { KerrosError } from '../../../core/errors/index.js'
import type { RenderFunction } from '../../../core/render/function-table.js'

/** What helpers of `kerros/snowflake` say beyond the canonical functions; other dialects refuse it by name. */
export const SNOWFLAKE_ONLY = [
  'asof_join',
  'at',
  'before',
  'exact',
  'flatten',
  'insert_overwrite',
  'path',
  'pivot',
  'sample',
  'secure_view',
  'stage_column',
  'staged_files',
  'to_variant',
  'try_cast',
  'unpivot',
] as const

/** A name out of {@link SNOWFLAKE_ONLY}. */
export type SnowflakeOnly = (typeof SNOWFLAKE_ONLY)[number]

/** The name of the function node that carries it through Kysely. */
export function snowflakeOnlyName(name: SnowflakeOnly): string {
  return `kerros.snowflake.${name}`
}

/** The helper has made the SQL already; the node around it only names it to dialects that cannot do it. */
const wrapped: RenderFunction = (write, [sql]) => write.node(sql!)

/** The compiler takes it out of the one place where it means something. */
const misplaced =
  (helper: string, place: string): RenderFunction =>
  () => {
    throw new KerrosError('E_UNSUPPORTED', `${helper} has no meaning in this place`, {
      hint: `Use it in ${place}.`,
    })
  }

const MARKERS: { readonly [F in SnowflakeOnly]?: RenderFunction } = {
  asof_join: misplaced('asofJoin', 'the joins of a select, with $call'),
  insert_overwrite: misplaced('insertOverwrite', 'insertInto(…), with $call'),
  secure_view: misplaced('secureView', 'createView(…).as(secureView(query))'),
}

/** How what only Snowflake has is written, by the names that the table of functions knows. */
export const snowflakeOnlyFunctions: { readonly [name: string]: RenderFunction } = Object.fromEntries(
  SNOWFLAKE_ONLY.map((name) => [`snowflake.${name}`, MARKERS[name] ?? wrapped]),
)
