/** Commands of dbt that kerros does not have, and what to do instead. */
export const COMMANDS_NOT_IN_KERROS = {
  clone:
    'Build into another target with kerros build --target <name>; Snowflake itself copies a schema with CREATE SCHEMA … CLONE.',
  deps: 'Packages of a project are npm packages: npm install puts them there.',
  parse: 'Every command loads the project and checks it: kerros ls does nothing else.',
  'run-operation': 'Write a program for it: connect(…) of kerros runs queries on a target.',
} as const

/** Options of dbt that would change what is built, and that kerros does not have: to ignore them would build something else. */
interface MissingOption {
  readonly flags: string
  /** The variable by which dbt reads it, if that alone changes what is built. */
  readonly env?: string
  /** What does it here. */
  readonly instead: string
}

const DEFER =
  'Build what the selection reads, too: --select +my_model. Or give a target that already has it: --target prod reads and writes there.'
const MICROBATCH =
  'An incremental model of kerros has a `since` of its own; give the bounds as variables, --vars, and filter by them.'

/** Options of dbt that change nothing, so that `kerros-dbt` accepts them, and `kerros` does not have them. */
export const OPTIONS_WITHOUT_EFFECT: { readonly [flag: string]: string } = {
  '--no-compile': 'Leave it out: docs generate compiles every query without a connection.',
  '--compile': 'Leave it out: docs generate compiles every query.',
}

export const OPTIONS_NOT_IN_KERROS: readonly MissingOption[] = [
  { flags: '--defer', env: 'DBT_DEFER', instead: DEFER },
  { flags: '--deprecated-defer', env: 'DBT_DEFER_TO_STATE', instead: DEFER },
  { flags: '--favor-state', instead: DEFER },
  { flags: '--deprecated-favor-state', instead: DEFER },
  { flags: '--defer-state <folder>', instead: DEFER },
  { flags: '--deprecated-state <folder>', instead: DEFER },
  {
    flags: '--selector <name>',
    instead:
      'There is no selectors.yml: give what the selector names to --select and --exclude, or tag the nodes: --select tag:nightly.',
  },
  {
    flags: '--empty',
    env: 'DBT_EMPTY',
    instead:
      'kerros-dbt compile, or kerros build --dry-run, checks every query and builds nothing; unit tests (kerros/testing) run them on given rows.',
  },
  {
    flags: '--sample <window>',
    env: 'DBT_SAMPLE',
    instead: 'Filter by a variable in the models that are large, and give it with --vars.',
  },
  { flags: '--event-time-start <time>', env: 'DBT_EVENT_TIME_START', instead: MICROBATCH },
  { flags: '--event-time-end <time>', env: 'DBT_EVENT_TIME_END', instead: MICROBATCH },
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
