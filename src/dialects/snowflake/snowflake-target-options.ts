import { checkGrants, checkPersistDocs } from '../../core/definitions/options/check-storage.js'
import {
  checkOptionNames,
  isPlainObject,
  type OptionNames,
} from '../../core/definitions/options/values/option-checks.js'
import type { Diagnostic } from '../../core/errors/index.js'
import { DiagnosticsError } from '../../core/errors/index.js'
import type { Grants, PersistDocs } from '../../core/relations/relation-settings.js'
import { OPTIONS as CONNECTION_OPTIONS, DRIVER_NAMES } from './connect/known-options.js'
import type { SnowflakeConfig } from './connect/snowflake-config.js'

/** Options of a target in Snowflake: where it is, and who connects. */
export interface SnowflakeTargetOptions extends SnowflakeConfig {
  /** The database of the project's relations. It has to exist. */
  readonly database: string
  /** The schema of the project's relations; created if it is missing. */
  readonly schema: string
  /** The number of nodes that run in parallel, each on its own session. Default: 4. */
  readonly threads?: number | undefined
  /** Whether tables have no fail-safe. Default: true, as in dbt; a model can override it. */
  readonly transient?: boolean | undefined
  /** Whether replaced relations pass their grants on to their successors. Default: false. */
  readonly copyGrants?: boolean | undefined
  /** Roles by the privilege that they get on every relation, as in `{ select: ['REPORTING'] }`. */
  readonly grants?: Grants | undefined
  /** Which descriptions are written as comments. Default: none. */
  readonly persistDocs?: PersistDocs | undefined
}

const OPTIONS: OptionNames<SnowflakeTargetOptions> = {
  ...CONNECTION_OPTIONS,
  threads: true,
  transient: true,
  copyGrants: true,
  grants: true,
  persistDocs: true,
}

type TargetDiagnostic = Pick<Diagnostic, 'message' | 'hint' | 'names'>

/** @throws DiagnosticsError `E_CONFIG` with everything that is wrong with the options of `snowflake(…)`. */
export function checkTargetOptions(options: unknown): void {
  const diagnostics = [...checkNames(options), ...checkValues(options)].map((each) => ({
    ...each,
    code: 'E_CONFIG' as const,
    message: `snowflake(…): ${each.message}`,
  }))
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics, 'snowflake(…)')
}

function checkNames(options: unknown): readonly TargetDiagnostic[] {
  if (!isPlainObject(options)) return checkOptionNames(options, OPTIONS)
  const renamed = Object.keys(options).filter((name) => Object.hasOwn(DRIVER_NAMES, name))
  const others = Object.fromEntries(Object.entries(options).filter(([name]) => !renamed.includes(name)))
  return [
    ...renamed.map((name) => ({
      message: `there is no option "${name}"`,
      hint: `It is called "${DRIVER_NAMES[name]}".`,
      names: [name],
    })),
    ...checkOptionNames(others, OPTIONS),
  ]
}

/** Invalid values: tsc refuses them, but a configuration is loaded without tsc. */
function checkValues(options: unknown): readonly TargetDiagnostic[] {
  if (options !== undefined && !isPlainObject(options)) return []
  const { database, schema, warehouse, role, threads, transient, copyGrants, grants, persistDocs } = (options ??
    {}) as { readonly [K in keyof SnowflakeTargetOptions]?: unknown }
  return [
    ...requiredName('database', database, "snowflake({ database: 'MOVIELENS', schema: 'DEV' })"),
    ...requiredName('schema', schema, "snowflake({ database: 'MOVIELENS', schema: 'DEV' })"),
    ...optionalName('warehouse', warehouse),
    ...optionalName('role', role),
    ...(threads === undefined || (Number.isInteger(threads) && (threads as number) >= 1)
      ? []
      : [
          {
            message: '`threads` is not a whole number of at least 1',
            hint: 'Give a number, or leave it out for 4.',
            names: ['threads'],
          },
        ]),
    ...flag('transient', transient),
    ...flag('copyGrants', copyGrants),
    ...checkGrants(grants),
    ...checkPersistDocs(persistDocs),
  ]
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== ''
}

function requiredName(option: string, value: unknown, example: string): readonly TargetDiagnostic[] {
  if (isName(value)) return []
  const what = value === undefined ? `there is no ${option}` : `the ${option} is not a name`
  return [{ message: what, hint: `Say where the project's relations are: ${example}.`, names: [option] }]
}

function optionalName(option: string, value: unknown): readonly TargetDiagnostic[] {
  if (value === undefined || isName(value)) return []
  return [
    {
      message: `the ${option} is not a name`,
      hint: "Give it, or leave it out for the user's default.",
      names: [option],
    },
  ]
}

function flag(option: string, value: unknown): readonly TargetDiagnostic[] {
  if (value === undefined || typeof value === 'boolean') return []
  return [
    {
      message: `the option "${option}" is not a boolean`,
      hint: 'Set it to true or false, or leave it out.',
      names: [option],
    },
  ]
}
