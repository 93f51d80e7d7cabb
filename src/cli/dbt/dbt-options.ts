import { type Command, InvalidArgumentError, Option } from 'commander'
import { parse } from 'yaml'
import type { FailedBatches } from '../../core/batches/failed-batches.js'
import { INDIRECT_SELECTIONS, type IndirectSelection } from '../../core/graph/indirect-selection.js'
import { parseThreads, parseTimeOption } from '../options/options.js'
import { dbtEnvironment } from './dbt-environment.js'
import { withRefusedOptions } from './refused-options.js'

/** Options of dbt that mean something here. */
export interface DbtOptions {
  readonly projectDir?: string
  readonly target?: string
  readonly targetPath?: string
  readonly vars?: { readonly [name: string]: unknown }
  /** Of `run-operation`. */
  readonly args?: { readonly [name: string]: unknown }
  readonly select?: readonly string[]
  readonly exclude?: readonly string[]
  readonly selector?: string
  /** Unique ids, in place of a selection. */
  readonly nodes?: readonly string[]
  /** Unique ids of tests that run too, if `nodes` has an audited node that they read. */
  readonly tested?: readonly string[]
  readonly resourceType?: readonly string[]
  readonly excludeResourceType?: readonly string[]
  readonly indirectSelection?: IndirectSelection
  readonly state?: string
  readonly defer?: boolean
  readonly favorState?: boolean
  readonly deferState?: string
  /** Unique ids of nodes that an earlier run has built. */
  readonly built?: readonly string[]
  readonly threads?: number
  readonly singleThreaded?: boolean
  readonly failFast?: boolean
  readonly fullRefresh?: boolean
  readonly eventTimeStart?: Date
  readonly eventTimeEnd?: Date
  /** The only batches of some nodes, by unique id. */
  readonly batches?: ReadonlyMap<string, FailedBatches>
  readonly storeFailures?: boolean
  readonly empty?: boolean
  readonly sample?: string
  readonly emptyCatalog?: boolean
  readonly quiet?: boolean
  readonly debug?: boolean
  readonly warnError?: boolean
  readonly writeJson?: boolean
  readonly logFormat?: 'text' | 'json' | 'debug' | 'default'
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'none'
  /** Of `ls`, the format; of `source freshness`, a file. */
  readonly output?: string
  readonly outputKeys?: readonly string[]
}

/** Switches that change nothing here: no packages, no parser, no saved queries, no statistics of users, no colours in logs. */
const WITHOUT_EFFECT = [
  'cache-selected-only',
  'deprecated-print',
  'export-saved-queries',
  'hints-enabled',
  'include-saved-query',
  'inject-ephemeral-ctes',
  'introspect',
  'log-cache-events',
  'macro-debugging',
  'partial-parse',
  'partial-parse-file-diff',
  'populate-cache',
  'print',
  'send-anonymous-usage-stats',
  'show-all-deprecations',
  'show-resource-report',
  'static-parser',
  'use-colors',
  'use-colors-file',
  'use-experimental-parser',
  'use-fast-test-edges',
  'use-v2-parser',
  'version-check',
]

/** Options with a value that change nothing here: targets are in kerros.config.ts, and there are no log files. */
const VALUES_WITHOUT_EFFECT = [
  'log-file-max-bytes',
  'log-format-file',
  'log-level-file',
  'log-path',
  'maximum-seed-size-mib',
  'partial-parse-file-path',
  'printer-width',
  'profile',
  'profiles-dir',
  'sqlparse',
  'v2-parser',
]

/** Adds the options for batches of microbatch models. */
export function withDbtEventTime(command: Command): Command {
  return command
    .addOption(
      new Option('--event-time-start <time>', 'only batches of microbatch models from this time on')
        .argParser(parseTimeOption)
        .env('DBT_EVENT_TIME_START'),
    )
    .addOption(
      new Option('--event-time-end <time>', 'the end of these batches')
        .argParser(parseTimeOption)
        .env('DBT_EVENT_TIME_END'),
    )
}

/** Adds the options that dbt has before and after each of its commands. */
export function withDbtOptions(command: Command): Command {
  command
    .addOption(new Option('--project-dir <folder>', 'the folder of kerros.config.ts').env('DBT_PROJECT_DIR'))
    .addOption(new Option('-t, --target <name>', 'the target').env('DBT_TARGET'))
    .addOption(new Option('--target-path <folder>', 'where artifacts are written').env('DBT_TARGET_PATH'))
    .addOption(new Option('--vars <yaml>', 'values of variables').argParser(parseVars))
    .addOption(new Option('--threads <n>', 'how many nodes run at the same time').argParser(parseThreads))
    .option('--single-threaded', 'one node at a time')
    .option('--no-single-threaded')
    .option('-x, --fail-fast', 'stop after the first failure')
    .option('--no-fail-fast')
    .option('-q, --quiet', 'write only errors and what was asked for')
    .option('--no-quiet')
    .option('-d, --debug', 'write events of the level debug, too')
    .option('--no-debug')
    .option('--warn-error', 'a warning makes the command fail')
    .option('--no-warn-error')
    .addOption(
      new Option('--warn-error-options <yaml>', 'the same, for all warnings')
        .argParser(parseWarnErrorOptions)
        .env('DBT_WARN_ERROR_OPTIONS'),
    )
    .option('--defer', 'read what is not built where the state has it')
    .option('--no-defer')
    .option('--favor-state', 'with --defer: also what the target has')
    .option('--no-favor-state')
    .addOption(new Option('--defer-state <folder>', 'the state for --defer').env('DBT_DEFER_STATE'))
    .option('--write-json', 'write the artifacts')
    .option('--no-write-json')
    .addOption(
      new Option('--log-format <format>', 'what the log looks like')
        .choices(['text', 'json', 'debug', 'default'])
        .env('DBT_LOG_FORMAT'),
    )
    .addOption(
      new Option('--log-level <level>', 'the least level that is written')
        .choices(['debug', 'info', 'warn', 'error', 'none'])
        .env('DBT_LOG_LEVEL'),
    )
  for (const name of WITHOUT_EFFECT) {
    command.addOption(new Option(`--${name}`, 'without effect').hideHelp())
    command.addOption(new Option(`--no-${name}`, 'without effect').hideHelp())
  }
  for (const name of VALUES_WITHOUT_EFFECT)
    command.addOption(new Option(`--${name} <value>`, 'without effect').hideHelp())
  command.addOption(new Option('-r, --record-timing-info <value>', 'without effect').hideHelp())
  return withRefusedOptions(command)
}

/** Adds the options of commands that work on a selection. */
export function withDbtSelection(command: Command): Command {
  return withDbtOptions(command)
    .option('-s, --select <selector...>', 'nodes, in the syntax of kerros build --select')
    .option('-m, --models <selector...>', 'the older name of --select')
    .addOption(new Option('--model <selector...>', 'the same').hideHelp())
    .option('--exclude <selector...>', 'nodes to leave out')
    .option('--selector <name>', 'a selector of kerros.config.ts')
    .addOption(new Option('--state <folder>', 'artifacts of an earlier run').env('DBT_STATE'))
    .addOption(
      new Option('--indirect-selection <mode>', 'which tests are selected with the nodes that they read')
        .choices(INDIRECT_SELECTIONS)
        .env('DBT_INDIRECT_SELECTION'),
    )
}

/** Adds the options that choose nodes by what they are. */
export function withResourceTypes(command: Command): Command {
  return command
    .option('--resource-type, --resource-types <type...>', 'only nodes of these types')
    .option('--exclude-resource-type, --exclude-resource-types <type...>', 'no nodes of these types')
}

/** What was said on the command line, before and after the command, and by dbt's variables. */
export function givenDbtOptions(command: Command, env: { readonly [name: string]: string | undefined }): DbtOptions {
  const given: { [name: string]: unknown } = {}
  const known = new Set<string>()
  for (let each: Command | null = command; each; each = each.parent) {
    for (const [name, value] of Object.entries(each.opts())) given[name] ??= value
    for (const option of each.options) known.add(option.attributeName())
  }
  for (const [name, value] of Object.entries(dbtEnvironment(env, (name) => known.has(name)))) given[name] ??= value
  return {
    ...given,
    warnError: given['warnError'] ?? given['warnErrorOptions'],
    select: allOf(given, ['select', 'models', 'model']),
    // Commander names an option after the last of its names.
    resourceType: given['resourceTypes'],
    excludeResourceType: given['excludeResourceTypes'],
  } as DbtOptions
}

function allOf(given: { readonly [name: string]: unknown }, names: readonly string[]): readonly string[] | undefined {
  const values = names.flatMap((name) => (given[name] ?? []) as readonly string[])
  return values.length > 0 ? values : undefined
}

/** kerros has no names for warnings: all of them are errors, or none is. */
function parseWarnErrorOptions(text: string): boolean {
  const asked = mappingIn(text)
  const { error, include = error, ...others } = (asked ?? {}) as { readonly [key: string]: unknown }
  const isPlain = asked !== undefined && Object.values(others).every((list) => Array.isArray(list) && list.length === 0)
  const names = [include ?? []].flat().map(String)
  if (isPlain && names.length === 0) return false
  if (isPlain && names.every((name) => name === 'all' || name === '*')) return true
  throw new InvalidArgumentError('Warnings of kerros have no names: use {error: all}, or leave it out.')
}

/** dbt's variables are YAML: JSON is YAML, and so is `{min_ratings: 20}`. */
export function parseVars(text: string): { readonly [name: string]: unknown } {
  const value = mappingIn(text)
  if (value !== undefined) return value
  throw new InvalidArgumentError('It must be a YAML mapping, like {min_ratings: 20}.')
}

/** `undefined` for text that is no mapping; nothing is an empty one. */
function mappingIn(text: string): { readonly [name: string]: unknown } | undefined {
  try {
    const value: unknown = parse(text)
    if (value === null) return {}
    return typeof value === 'object' && !Array.isArray(value) ? (value as { [name: string]: unknown }) : undefined
  } catch {
    return undefined
  }
}
