/** Commands of dbt that kerros does not have, and what to do instead. */
export const COMMANDS_NOT_IN_KERROS = {
  deps: 'Packages of a project are npm packages: npm install puts them there.',
  parse: 'Every command loads the project and checks it: kerros ls does nothing else.',
} as const

/** Options of dbt that would change what is built, and that kerros does not have: to ignore them would build something else. */
interface MissingOption {
  readonly flags: string
  /** The variable by which dbt reads it, if that alone changes what is built. */
  readonly env?: string
  /** What does it here. */
  readonly instead: string
}

const DEFER = 'It is called --defer, --favor-state and --state now, in dbt too.'
const TARGETS = 'Targets are in kerros.config.ts: --target <name> chooses one.'
const OUTPUT = 'There are --quiet and --debug; --json writes one object a line.'
const WARNINGS = 'Warnings have no names here: --warn-error makes all of them errors.'
const PARSING = 'Leave it out: only files that have changed are read again.'
const TYPES = 'build and ls have it. Elsewhere, select by type: --select resource_type:snapshot'

/** Options of dbt that `kerros-dbt` accepts, and what to do with a command of `kerros` that does not have them. */
export const OPTIONS_OF_KERROS_DBT: { readonly [flag: string]: string } = {
  '--no-compile': 'Leave it out: docs generate compiles every query without a connection.',
  '--compile': 'Leave it out: docs generate compiles every query.',
  '--project-dir': 'Name the configuration: --config FOLDER/kerros.config.ts',
  '--profiles-dir': TARGETS,
  '--profile': TARGETS,
  '--target-path': 'Artifacts are written to target/ next to kerros.config.ts.',
  '--no-write-json': 'It is called --no-artifacts.',
  '--log-format': OUTPUT,
  '--log-level': OUTPUT,
  '--output-keys': 'kerros ls --json prints all that is known of a node.',
  '--warn-error-options': WARNINGS,
  '--resource-type': TYPES,
  '--resource-types': TYPES,
  '--exclude-resource-type': TYPES,
  '--exclude-resource-types': TYPES,
  '--empty': 'build, run and seed have it.',
  '--sample': 'build and run have it; seeds are loaded with their rows.',
  '--partial-parse': PARSING,
  '--no-partial-parse': PARSING,
}

export const OPTIONS_NOT_IN_KERROS: readonly MissingOption[] = [
  { flags: '--deprecated-defer', env: 'DBT_DEFER_TO_STATE', instead: DEFER },
  { flags: '--deprecated-favor-state', instead: DEFER },
  { flags: '--deprecated-state <folder>', instead: DEFER },
  {
    flags: '--static',
    instead:
      'There is no target/static_index.html: target/docs/ opens without a server as it is, so publish that folder with all its files.',
  },
  {
    flags: '--upload-to-artifacts-ingest-api',
    env: 'DBT_UPLOAD_TO_ARTIFACTS_INGEST_API',
    instead: 'Leave it out: artifacts are files in target/, and events go to OPENLINEAGE_URL.',
  },
]
