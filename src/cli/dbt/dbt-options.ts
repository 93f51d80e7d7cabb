import { type Command, InvalidArgumentError, Option } from 'commander'
import { parse } from 'yaml'
import { parseThreads } from '../options/options.js'

/** Options of dbt that mean something here. */
export interface DbtOptions {
  readonly projectDir?: string
  readonly target?: string
  readonly targetPath?: string
  readonly vars?: { readonly [name: string]: unknown }
  readonly select?: readonly string[]
  readonly exclude?: readonly string[]
  readonly resourceType?: readonly string[]
  readonly excludeResourceType?: readonly string[]
  readonly threads?: number
  readonly singleThreaded?: boolean
  readonly failFast?: boolean
  readonly fullRefresh?: boolean
  readonly quiet?: boolean
  readonly debug?: boolean
  readonly warnError?: boolean
  readonly writeJson?: boolean
  readonly logFormat?: 'text' | 'json' | 'debug' | 'default'
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'none'
  readonly output?: 'json' | 'name' | 'path' | 'selector'
  readonly outputKeys?: readonly string[]
}

/** Switches that change nothing here: no packages, no parser, no statistics of users, no colours in logs. */
const WITHOUT_EFFECT = [
  'cache-selected-only',
  'introspect',
  'log-cache-events',
  'macro-debugging',
  'partial-parse',
  'populate-cache',
  'print',
  'send-anonymous-usage-stats',
  'show-resource-report',
  'static-parser',
  'use-colors',
  'use-colors-file',
  'use-experimental-parser',
  'version-check',
]

/** Options with a value that change nothing here: targets are in kerros.config.ts, and there are no log files. */
const VALUES_WITHOUT_EFFECT = [
  'log-file-max-bytes',
  'log-format-file',
  'log-level-file',
  'log-path',
  'printer-width',
  'profile',
  'profiles-dir',
  'record-timing-info',
]

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
  return command
}

/** Adds the options of commands that work on a selection. */
export function withDbtSelection(command: Command): Command {
  return withDbtOptions(command)
    .option('-s, --select <selector...>', 'nodes, in the syntax of kerros build --select')
    .option('-m, --models <selector...>', 'the older name of --select')
    .addOption(new Option('--model <selector...>', 'the same').hideHelp())
    .option('--exclude <selector...>', 'nodes to leave out')
    .addOption(
      new Option('--indirect-selection <mode>', 'tests of a selected node are always selected').choices(['eager']),
    )
}

/** Adds the options that choose nodes by what they are. */
export function withResourceTypes(command: Command): Command {
  return command
    .option('--resource-type, --resource-types <type...>', 'only nodes of these types')
    .option('--exclude-resource-type, --exclude-resource-types <type...>', 'no nodes of these types')
}

/** What was said on the command line, before and after the command. */
export function givenDbtOptions(command: Command): DbtOptions {
  const given: { [name: string]: unknown } = {}
  for (let each: Command | null = command; each; each = each.parent)
    for (const [name, value] of Object.entries(each.opts())) given[name] ??= value
  return {
    ...given,
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

/** dbt's variables are YAML: JSON is YAML, and so is `{min_ratings: 20}`. */
function parseVars(text: string): { readonly [name: string]: unknown } {
  try {
    const value: unknown = parse(text)
    if (value === null) return {}
    if (typeof value === 'object' && !Array.isArray(value)) return value as { [name: string]: unknown }
  } catch {
    // Reported below, together with YAML that is not a mapping.
  }
  throw new InvalidArgumentError('It must be a YAML mapping, like {min_ratings: 20}.')
}
