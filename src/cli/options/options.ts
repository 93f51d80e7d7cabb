import { type Command, InvalidArgumentError, Option } from 'commander'
import type { FailedBatches } from '../../core/batches/failed-batches.js'
import { parseTime, type TimeInput } from '../../core/batches/parse-time.js'
import { INDIRECT_SELECTIONS, type IndirectSelection } from '../../core/graph/indirect-selection.js'
import type { ReuseMode } from '../../core/project/options/reuse-mode.js'

/** Options of every command: its output. */
export interface OutputOptions {
  readonly json?: boolean
  readonly quiet?: boolean
  readonly debug?: boolean
}

/** Options of commands that open a project. */
export interface CommonOptions extends OutputOptions {
  readonly config?: string
  readonly target?: string
  readonly vars?: { readonly [name: string]: unknown }
}

/** Options of commands that accept a selection. */
export interface SelectorOptions {
  readonly select?: readonly string[]
  readonly exclude?: readonly string[]
  readonly selector?: string
}

/** Options of commands that choose nodes by what they are. */
export interface TypeOptions {
  readonly resourceType?: readonly string[]
  readonly excludeResourceType?: readonly string[]
}

/** Options of commands that select nodes by an earlier run. */
export interface StateOptions {
  readonly state?: string
}

/** Options of commands that read what they do not build where an earlier state has it. */
export interface DeferCliOptions extends StateOptions {
  readonly defer?: boolean
  readonly favorState?: boolean
  readonly deferState?: string
}

/** Options of commands that select tests with nodes. */
export interface TestSelectorOptions extends SelectorOptions {
  readonly indirectSelection?: IndirectSelection
}

/** Options of commands that run a plan. */
export interface PlanOptions extends CommonOptions, TestSelectorOptions, DeferCliOptions, TypeOptions {
  readonly warnError?: boolean
  readonly reuse?: ReuseMode
  readonly force?: boolean
  readonly empty?: boolean
  readonly sample?: string
  readonly threads?: number
  readonly fullRefresh?: boolean
  readonly eventTimeStart?: TimeInput
  readonly eventTimeEnd?: TimeInput
  /** Only models that are computed in batches may be selected. */
  readonly isBackfill?: boolean
  /** The only batches of some nodes, by unique id. */
  readonly batches?: ReadonlyMap<string, FailedBatches>
  readonly failFast?: boolean
  readonly storeFailures?: boolean
  readonly showValues?: boolean
  readonly allowBreaking?: boolean
  readonly dryRun?: boolean
  readonly unit?: boolean
  readonly artifacts?: boolean
  readonly openlineage?: string
  /** Unique ids, in place of a selection. */
  readonly nodes?: readonly string[]
  /** Unique ids of tests that run too, if `nodes` has an audited node that they read. */
  readonly tested?: readonly string[]
  /** Unique ids of nodes that an earlier run has built. */
  readonly built?: readonly string[]
}

/** Adds the options of commands that open a project. */
export function withCommonOptions(command: Command): Command {
  const withProject = command
    .option('--config <file>', 'the configuration file (default: the nearest kerros.config.ts)')
    .option('-t, --target <name>', "the target (default: the project's default target)")
    .addOption(
      new Option('--vars <json>', 'values of variables, as JSON: \'{"min_ratings": 20}\'').argParser(parseVars),
    )
  return withOutputOptions(withProject)
}

/** Adds the options that every command takes. */
export function withOutputOptions(command: Command): Command {
  return command
    .option('--json', 'write one JSON object per line to stdout, and nothing else')
    .option('-q, --quiet', 'write only errors and the requested output')
    .option('--debug', 'show the stack of errors, and the statements that a build sends')
}

/** Adds selection in dbt's syntax. */
export function withSelectOptions(command: Command): Command {
  return command
    .option('-s, --select <selector...>', 'nodes: name, +name, name+, tag:x, path:dir, resource_type:model, a,b (both)')
    .option('--exclude <selector...>', 'nodes to leave out')
    .addOption(
      new Option('--selector <name>', "a selector of the configuration (default: the project's default one)").conflicts(
        ['select', 'exclude'],
      ),
    )
}

/** Adds the options that choose nodes by what they are. */
export function withResourceTypes(command: Command): Command {
  return command
    .option('--resource-type <type...>', 'only nodes of these types: model, source, seed, snapshot, test, analysis, …')
    .option('--exclude-resource-type <type...>', 'no nodes of these types')
}

/** Adds the option of commands that select nodes by an earlier run. */
export function withState(command: Command): Command {
  return command.option(
    '--state <folder>',
    'artifacts of an earlier run: for the selectors state:, result: and source_status:, and to compare contracts',
  )
}

/** Adds the options of commands that read what they do not build where an earlier state has it. */
export function withDefer(command: Command): Command {
  return command
    .option('--defer', 'read what is not built here, and is not in the target, where the manifest of --state has it')
    .option('--favor-state', 'with --defer: read it there even if the target has it too')
    .option('--defer-state <folder>', 'with --defer: the folder of another manifest than that of --state')
}

/** Adds the option of commands that select tests with nodes. */
export function withIndirectSelection(command: Command): Command {
  return command.addOption(
    new Option(
      '--indirect-selection <mode>',
      'which tests are selected with the nodes that they read (default: eager)',
    ).choices(INDIRECT_SELECTIONS),
  )
}

/** Adds the options of commands that run a plan. */
export function withPlanOptions(command: Command): Command {
  return withHowToRun(withDefer(withState(withSelectOptions(withCommonOptions(command)))))
}

/** Adds the options of `clone`. */
export function withCloneOptions(command: Command): Command {
  return withHowToRun(withSelectOptions(withCommonOptions(command)))
    .option('--state <folder>', 'the folder with the manifest.json of what is cloned')
    .option('-f, --full-refresh', 'replace relations that exist; without it, they are left')
}

/** Adds the options of commands that run a plan of nodes that are their arguments. */
export function withNamedPlanOptions(command: Command): Command {
  return withHowToRun(withCommonOptions(command))
}

/** Adds the options of commands that run a plan which is decided otherwise. */
export function withRunOptions(command: Command): Command {
  const withConfig = command.option('--config <file>', 'the configuration file (default: the nearest kerros.config.ts)')
  return withHowToRun(withOutputOptions(withConfig))
}

function withHowToRun(command: Command): Command {
  return command
    .addOption(
      new Option('--threads <n>', "number of nodes that run at the same time (default: the target's)").argParser(
        parseThreads,
      ),
    )
    .option('-x, --fail-fast', 'stop after the first failure')
    .option('--warn-error', 'fail if a test warns')
    .option('--dry-run', 'print what would run, and run nothing')
    .option('--no-artifacts', 'write no target/manifest.json and target/run_results.json')
    .option(
      '--openlineage <place>',
      'send OpenLineage events to an address, or add them to a file (default: OPENLINEAGE_URL)',
    )
}

/** Adds the option of `test` that runs unit tests. */
export function withUnit(command: Command): Command {
  return command.option('--unit', 'run the unit tests, in memory and without the target, and no others')
}

/** Adds the option of commands that run tests. */
export function withStoreFailures(command: Command): Command {
  return command.option('--store-failures', 'store the failing rows of tests in the schema SCHEMA_dbt_test__audit')
}

/** Adds the option of commands that run tests, to print rows. */
export function withShowValues(command: Command): Command {
  return command.option(
    '--show-values',
    'print the first failing rows of tests: the values of rows are printed for nothing else',
  )
}

/** Adds the option of commands that compare contracts with an earlier manifest. */
export function withAllowBreaking(command: Command): Command {
  return command.option('--allow-breaking', 'with --state: build although a contract is broken')
}

/** Adds the options of commands that build models of fewer rows. */
export function withFewerRows(command: Command): Command {
  return command
    .option('--empty', 'read no rows: find out whether models can be built, and build them empty')
    .option(
      '--sample <what>',
      "read only the rows of a time ('3 days'), of a share of keys (10%), or of both ('3 days, 10%')",
    )
}

/** Adds the option of `seed` that leaves the rows of files out. */
export function withEmptySeeds(command: Command): Command {
  return command.option('--empty', 'make the tables of seeds without rows')
}

/** Adds the options that type CSV files instead of loading them. */
export function withSeedTypes(command: Command): Command {
  return command
    .option(
      '--types [files...]',
      'write the columns of CSV files into .columns.ts files next to them, and load nothing',
    )
    .option('--check', 'with --types: write nothing, and end with exit code 1 if a file would change')
}

/** Adds the options of commands that can leave out what would come out the same. */
export function withReuse(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--reuse <mode>',
        'on: leave as it is what would come out the same, and ask no test again that has passed over the same rows',
      ).choices(['on', 'off'] satisfies readonly ReuseMode[]),
    )
    .option('--force', 'build everything that is selected, although reuse is on')
}

/** Adds the option of commands that build incremental models or load seeds. */
export function withFullRefresh(command: Command, what = 'rebuild incremental models'): Command {
  return command.option('-f, --full-refresh', what)
}

/** Adds the options of commands that build microbatch models. */
export function withEventTime(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--event-time-start <time>',
        'compute only batches of microbatch models from this time on, complete or not',
      ).argParser(parseTimeOption),
    )
    .addOption(
      new Option('--event-time-end <time>', 'the end of these batches, which is not part of them').argParser(
        parseTimeOption,
      ),
    )
}

/** A time of the command line, in UTC unless it says a zone. */
export function parseTimeOption(text: string): Date {
  const time = parseTime(text)
  if (time) return time
  throw new InvalidArgumentError('It must be a date or a time, like 2026-01-05 or 2026-01-05T06:00.')
}

function parseVars(text: string): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as { [name: string]: unknown }
  } catch {
    // Reported below, together with JSON that is not an object.
  }
  throw new InvalidArgumentError(`It must be a JSON object, like '{"min_ratings": 20}'.`)
}

/** A number of threads. */
export function parseThreads(text: string): number {
  const threads = Number(text)
  if (Number.isInteger(threads) && threads >= 1 && threads <= 256) return threads
  throw new InvalidArgumentError('It must be a whole number from 1 to 256.')
}
