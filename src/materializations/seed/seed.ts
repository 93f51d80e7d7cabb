import type { Column, Columns, RowOf } from '../../core/columns/index.js'
import { createSeed, type Seed, type SeedOptions } from '../../core/definitions/seed.js'
import type { AccessName, Membership, NoGroup, WithAccess } from '../../core/query/access.js'
import type { Materialization } from '../../core/steps/materialization.js'
import { seedSteps } from './seed-steps.js'

/**
 * Defines a table that comes from a small CSV file of the project. The file's header must have exactly these columns;
 * values that are not of their columns' types are reported with file, line and column, and nothing is built.
 *
 * ```ts
 * export const countries = seed('src/seeds/countries.csv', { code: varchar(), name: varchar() })
 * ```
 * An unquoted empty field is NULL, a quoted one is the empty text.
 *
 * @param file The CSV file, relative to the project's root.
 * @param columns Its columns, with their types.
 */
export function seed<
  const C extends Columns,
  Group extends string | NoGroup = NoGroup,
  Access extends AccessName = 'protected',
>(
  file: string,
  columns: C,
  options: SeedOptions<NoInfer<RowOf<C>>> & Membership<Group, Access> = {},
): WithAccess<Seed<{ -readonly [K in keyof C]: C[K] extends Column<infer V> ? V : never }>, Group, Access> {
  const materialization: Materialization = Object.freeze<Materialization>({
    name: 'seed',
    relationType: 'table',
    config: { file },
    rebuilds: () => true,
    plan: (input) => seedSteps(input, columns),
  })
  return createSeed({ file, columns, materialization, options })
}
