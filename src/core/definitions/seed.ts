import type { Columns } from '../columns/index.js'
import type { Diagnostic } from '../errors/index.js'
import type { Ref } from '../query/ref.js'
import type { Materialization } from '../steps/materialization.js'
import { checkBuildHooks } from './hooks/hook-list.js'
import { brand } from './options/brand.js'
import { checkAudit } from './options/check-audit.js'
import { checkStorage } from './options/check-storage.js'
import { checkColumnOptions, checkDeclaredColumns, checkUndeclaredColumns } from './options/column-checks.js'
import { checkDeclaredEventTime, checkEventTime } from './options/event-time.js'
import { HOOK_OPTIONS, type ModelOptions, STORAGE_OPTIONS } from './options/model-options.js'
import { checkPlacement, PLACEMENT_OPTIONS } from './options/placement-options.js'
import { invalid } from './options/values/definition-diagnostics.js'
import {
  checkAbout,
  checkOptionNames,
  kindOf,
  type OptionNames,
  objectOrEmpty,
} from './options/values/option-checks.js'

/** A small CSV file in the project that becomes a table. */
export interface Seed<Row> extends Ref<Row> {
  readonly kind: 'seed'
  /** The CSV file, relative to the project's root. */
  readonly file: string
  /** The columns of the file, with their types. */
  readonly columns: Columns
  /** How the rows become a table. */
  readonly materialization: Materialization
  /** The options as they were passed. */
  readonly options: SeedOptions<any>
}

/** What else a {@link seed} says. */
export interface SeedOptions<Row> extends Omit<ModelOptions<Row>, 'contract' | 'constraints'> {
  /** The character between two fields. Default: `,`. */
  readonly delimiter?: string
  /** Unquoted fields that are NULL, besides empty ones: `['NA', 'null']`. Default: none. */
  readonly nullIf?: readonly string[]
  /**
   * The npm package that carries the file, whose path then starts at the package's folder. For definitions that are
   * published, as those of `kerros/movielens` are. Default: the project itself.
   */
  readonly package?: string
}

const OPTIONS: OptionNames<SeedOptions<any>> = {
  ...STORAGE_OPTIONS,
  ...HOOK_OPTIONS,
  ...PLACEMENT_OPTIONS,
  description: true,
  tags: true,
  meta: true,
  eventTime: true,
  columns: true,
  tests: true,
  delimiter: true,
  nullIf: true,
  package: true,
}

/** What the seed's definer hands over to {@link createSeed}. */
export interface SeedParts {
  readonly file: string
  readonly columns: Columns
  readonly materialization: Materialization
  readonly options: SeedOptions<any>
}

/** Creates a seed; `seed` is what users call, which says what the type checker sees. */
export function createSeed<S extends Seed<any>>(parts: SeedParts): S {
  const { file, columns } = parts
  const options = objectOrEmpty(parts.options)
  const diagnostics = [
    ...checkFile(file),
    ...checkNullIf(options.nullIf),
    ...checkDeclaredColumns(columns),
    ...checkOptionNames(parts.options, OPTIONS),
    ...checkAbout(options),
    ...checkEventTime(options.eventTime),
    ...checkDeclaredEventTime(options.eventTime, objectOrEmpty(columns), ''),
    ...checkColumnOptions(options.columns),
    ...checkStorage(options, parts.materialization.relationType),
    ...checkAudit(options.audit, parts.materialization),
    ...checkPlacement(options),
    ...checkBuildHooks(options, parts.materialization.relationType),
    ...checkUndeclaredColumns(options.columns, Object.keys(columns ?? {})),
    ...checkUndeclaredColumns(options.maskingPolicies, Object.keys(columns ?? {}), 'maskingPolicies'),
  ]
  const created: Omit<Seed<any>, symbol> = {
    kind: 'seed',
    file,
    columns: Object.freeze({ ...parts.columns }),
    materialization: parts.materialization,
    options: Object.freeze({ ...parts.options }),
  }
  return brand<S>(created as Omit<S, symbol>, diagnostics)
}

function checkNullIf(nullIf: unknown): readonly Diagnostic[] {
  if (nullIf === undefined || (Array.isArray(nullIf) && nullIf.every((text) => typeof text === 'string'))) return []
  return [
    invalid(
      `the option "nullIf" is ${kindOf(nullIf)}, not a list of strings`,
      "List what means NULL: nullIf: ['NA', 'null'].",
      'nullIf',
    ),
  ]
}

function checkFile(file: unknown): readonly Diagnostic[] {
  if (typeof file === 'string' && file !== '') return []
  const what = file === '' ? 'an empty text' : kindOf(file)
  return [invalid(`its file is ${what}, not a path`, "Name the CSV file: seed('src/codes.csv', { code: varchar() }).")]
}
