import { type Command, Option } from 'commander'
import { KerrosError } from '../../core/errors/index.js'
import type { PlanCommand } from '../../runtime/select/command-scope.js'
import { EXIT, type Terminal } from '../output/terminal.js'
import { type DbtLog, dbtNote } from './dbt-log.js'
import {
  type DbtOptions,
  parseVars,
  withDbtEventTime,
  withDbtOptions,
  withDbtSelection,
  withResourceTypes,
} from './dbt-options.js'

/** What a command does. Returns the exit code. */
export type DbtAction = (options: DbtOptions, log: DbtLog, terminal: Terminal) => Promise<number>

/** Adds a command to the program, with what it does. */
type AddDbtCommand = (command: Command, act: DbtAction) => void

/** dbt's commands, as far as they mean something here. */
export function addDbtCommands(program: Command, add: AddDbtCommand): void {
  addPlanCommands(program, add)
  addOtherCommands(program, add)
}

const PLAN_COMMANDS: { readonly [C in PlanCommand]: string } = {
  build: 'seed, run, snapshot and test',
  run: 'build models',
  test: 'run tests',
  seed: 'load seeds',
  snapshot: 'take snapshots',
  clone: 'make relations of a state in the target',
}

function addPlanCommands(program: Command, add: AddDbtCommand): void {
  for (const [name, description] of Object.entries(PLAN_COMMANDS)) {
    const command = withDbtSelection(program.command(name).description(description))
    if (name !== 'test' && name !== 'snapshot')
      command
        .option('-f, --full-refresh', 'rebuild incremental models, and load unchanged seeds, too')
        .option('--no-full-refresh')
    if (name === 'build' || name === 'run') withDbtEventTime(command)
    if (name === 'build' || name === 'test' || name === 'clone')
      withResourceTypes(command)
        .option('--store-failures', 'store the failing rows of tests')
        .option('--no-store-failures')
    if (name === 'seed') command.option('--empty', 'make tables without rows').option('--no-empty')
    if (name === 'build' || name === 'run')
      command
        .option('--empty', 'read no rows')
        .option('--no-empty')
        .addOption(new Option('--sample <window>', 'read only the rows of a time').env('DBT_SAMPLE'))
    if (name === 'build' || name === 'seed') command.option('--show', 'without effect').option('--no-show')
    add(command, async (options, log, terminal) => {
      const { runDbtPlan } = await import('./run-dbt-plan.js')
      return runDbtPlan(name as PlanCommand, options, log, terminal)
    })
  }
}

function addOtherCommands(program: Command, add: AddDbtCommand): void {
  const ls = withResourceTypes(withDbtSelection(program.command('ls').alias('list').description('list nodes')))
    .addOption(
      new Option('--output <format>', 'what is printed of a node')
        .choices(['selector', 'name', 'path', 'json'])
        .default('selector'),
    )
    .option('--output-keys <key...>', 'what to print of a node as JSON')
  add(ls, async (options, log, terminal) => {
    const { listDbtNodes } = await import('./list-dbt-nodes.js')
    return listDbtNodes(options, log, terminal)
  })
  add(withDbtOptions(program.command('parse').description('check the project and write its manifest')), writesManifest)
  const compile = withResourceTypes(withDbtSelection(program.command('compile').description('write the SQL of nodes')))
  add(compile.option('-f, --full-refresh', 'as if incremental models were rebuilt'), async (options, log, terminal) => {
    const { compileDbtNodes } = await import('./compile-dbt-nodes.js')
    return compileDbtNodes(options, log, terminal)
  })
  const docs = program.command('docs').description('documentation')
  const generate = withDbtSelection(
    docs.command('generate').description('write the site, the manifest and the catalog'),
  )
  // kerros compiles in every case: it takes no connection, and less than a second.
  generate.option('--compile', 'without effect').option('--no-compile', 'without effect')
  add(generate.option('--empty-catalog', 'connect to nothing'), async (options, log, terminal) => {
    const { openDbtProject } = await import('./open-dbt-project.js')
    const { generateDocs } = await import('../docs/generate-docs.js')
    // Orchestrators give it to every command.
    if (options.defer) log.event(dbtNote('--defer changes nothing here: the site and the artifacts are of the target.'))
    const { opened, artifactsFolder } = await openDbtProject(options, log, terminal)
    const { files, errors, isTargetRead } = await generateDocs(opened, artifactsFolder, {
      withCatalog: !options.emptyCatalog,
    })
    for (const { message } of errors) log.event(dbtNote(message))
    log.event({ name: 'CatalogWritten', code: 'E044', msg: `Catalog written to ${files.at(-1)}` })
    return isTargetRead ? EXIT.success : EXIT.nodeFailed
  })
  add(
    withDbtOptions(
      program
        .command('retry')
        .description('what failed in the last run')
        .addOption(new Option('--state <folder>', 'its artifacts').env('DBT_STATE')),
    ),
    async (options, log, terminal) => {
      const { retryDbtPlan } = await import('./retry-dbt-plan.js')
      return retryDbtPlan(options, log, terminal)
    },
  )
  const operation = withDbtOptions(program.command('run-operation').description('send the statements of an operation'))
    .argument('<name>', 'the operation')
    .addOption(new Option('--args <yaml>', 'its arguments').argParser(parseVars))
  add(operation, async (options, log, terminal) => {
    const { runDbtOperation } = await import('./run-dbt-operation.js')
    return runDbtOperation(operation.args[0]!, options, log, terminal)
  })
  const source = program.command('source').description('sources')
  const freshness = withDbtSelection(
    source.command('freshness').alias('snapshot-freshness').description('how old the rows of sources are'),
  )
  add(freshness.option('-o, --output <file>', 'where sources.json is written'), async (options, log, terminal) => {
    const { dbtFreshness } = await import('./dbt-freshness.js')
    return dbtFreshness(options, log, terminal)
  })
  const deps = withDbtOptions(program.command('deps').description('packages'))
    .addOption(new Option('--upgrade', 'without effect').hideHelp())
    .addOption(new Option('--lock', 'without effect').hideHelp())
  add(deps, async (_options, log) => {
    log.event(dbtNote('Packages of a kerros project are npm packages: npm ci installs them.'))
    return EXIT.success
  })
  add(withDbtOptions(program.command('debug').description('check the project and its target')), checksTarget)
  const missing = [
    ...Object.entries(NOT_HERE).map((entry) => [program, ...entry] as const),
    [docs, 'serve', DOCS_SERVE] as const,
  ]
  for (const [parent, name, instead] of missing) {
    const command = parent.command(name, { hidden: true }).argument('[words...]').allowUnknownOption()
    add(withDbtOptions(command), async () => {
      throw new KerrosError('E_INVALID_OPTION', `kerros does not have dbt's command "${name}"`, { hint: instead })
    })
  }
}

const DOCS_SERVE = 'kerros docs serve serves the site on this machine, as the project is now.'

/** Commands of dbt that kerros-dbt does not have, and what does it here. */
const NOT_HERE: { readonly [command: string]: string } = {
  clean: 'kerros clean removes what kerros has written into the project.',
  init: 'kerros init writes a project.',
  show: 'kerros show NAME shows the first rows, kerros show --inline FILE those of a query.',
}

async function writesManifest(options: DbtOptions, log: DbtLog, terminal: Terminal): Promise<number> {
  const { openDbtProject } = await import('./open-dbt-project.js')
  const { writeManifest } = await import('../../runtime/artifacts/write-manifest.js')
  const { opened, artifactsFolder } = await openDbtProject(options, log, terminal)
  if (options.writeJson !== false) await writeManifest(opened, artifactsFolder)
  return EXIT.success
}

async function checksTarget(options: DbtOptions, _log: DbtLog, terminal: Terminal): Promise<number> {
  const { dbtPlaces } = await import('./open-dbt-project.js')
  const { debugProject } = await import('../commands/start/debug.js')
  const { configFile } = await dbtPlaces(options, terminal.cwd)
  const { target, vars } = options
  const given = { config: configFile, ...(target !== undefined && { target }), ...(vars && { vars }) }
  return debugProject(given, terminal)
}
