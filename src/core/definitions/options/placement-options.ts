import type { Diagnostic } from '../../errors/index.js'
import type { AccessName } from '../../query/access.js'
import { invalid } from './values/definition-diagnostics.js'
import { kindOf } from './values/kind-of.js'
import { checkBoolean, checkChoice, type OptionNames } from './values/option-checks.js'

/** Where a relation is put and what it is called, and whether its definition counts: dbt's words and rules. */
export interface PlacementOptions {
  /** The schema within the target's: `staging` of the target schema `main` is `main_staging`, as in dbt. Default: the target's. */
  readonly schema?: string
  /** The database. Default: the target's. */
  readonly database?: string
  /** The relation's name in the warehouse. Default: the name of the export. */
  readonly alias?: string
  /** Whether the definition is part of the project. What reads one that is not is refused. Default: true. */
  readonly enabled?: boolean
  /** The group that it belongs to, one of the `groups` of the project. Default: none. */
  readonly group?: string
  /** Who may read it: only its group (`private`), or everyone. Default: `protected`, which is everyone in a project. */
  readonly access?: AccessName
}

/** The options of places. */
export const PLACEMENT_OPTIONS: OptionNames<PlacementOptions> = {
  schema: true,
  database: true,
  alias: true,
  enabled: true,
  group: true,
  access: true,
}

/** Empty names, and a switch that is neither on nor off. */
export function checkPlacement({
  schema,
  database,
  alias,
  enabled,
  group,
  access,
}: PlacementOptions): readonly Diagnostic[] {
  return [
    ...Object.entries({ schema, database, alias, group }).flatMap(([option, value]: readonly [string, unknown]) =>
      value === undefined || (typeof value === 'string' && value !== '')
        ? []
        : [
            invalid(
              `the option "${option}" is ${value === '' ? 'an empty text' : kindOf(value)}, not a name`,
              'Give a name, or leave it out.',
              option,
            ),
          ],
    ),
    ...checkBoolean('enabled', enabled),
    ...checkChoice('access', access, ['private', 'protected', 'public']),
  ]
}
