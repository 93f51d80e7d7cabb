import { type Command, Option } from 'commander'
import { type Diagnostic, DiagnosticsError } from '../../core/errors/index.js'
import { isOn } from './dbt-environment.js'

/** Options of dbt that would change what is built, and that kerros does not have: to ignore them would build something else. */
interface Refused {
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

const REFUSED: readonly Refused[] = [
  { flags: '--defer', env: 'DBT_DEFER', instead: DEFER },
  { flags: '--deprecated-defer', env: 'DBT_DEFER_TO_STATE', instead: DEFER },
  { flags: '--favor-state', instead: DEFER },
  { flags: '--deprecated-favor-state', instead: DEFER },
  {
    flags: '--state <folder>',
    instead: `Nothing is compared with earlier artifacts: select by name, tag or path. ${DEFER}`,
  },
  { flags: '--defer-state <folder>', instead: DEFER },
  { flags: '--deprecated-state <folder>', instead: DEFER },
  {
    flags: '--selector <name>',
    instead:
      'There is no selectors.yml: give what the selector names to --select and --exclude, or tag the nodes: --select tag:nightly.',
  },
  {
    flags: '--store-failures',
    env: 'DBT_STORE_FAILURES',
    instead: 'Leave it out: kerros show NAME_OF_THE_TEST shows the rows that fail, as they are now.',
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
    flags: '--upload-to-artifacts-ingest-api',
    env: 'DBT_UPLOAD_TO_ARTIFACTS_INGEST_API',
    instead: 'Leave it out: artifacts are files in target/, and events go to OPENLINEAGE_URL.',
  },
]

/** Adds the options, so that they are read wherever dbt reads them. Their opposites are what kerros does. */
export function withRefusedOptions(command: Command): Command {
  for (const { flags } of REFUSED) {
    command.addOption(new Option(flags, 'refused').hideHelp())
    if (!flags.includes('<')) command.addOption(new Option(flags.replace('--', '--no-'), 'without effect').hideHelp())
  }
  return command
}

/**
 * Refuses what was asked for and kerros does not have.
 *
 * @param given Values by the names of the options.
 * @throws DiagnosticsError `E_INVALID_OPTION` with each option, and what does it here.
 */
export function assertNothingRefused(given: object, env: { readonly [name: string]: string | undefined }): void {
  const diagnostics = REFUSED.flatMap(({ flags, env: variable, instead }): Diagnostic[] => {
    const option = new Option(flags)
    const value = (given as { readonly [name: string]: unknown })[option.attributeName()]
    const asked = value !== undefined && value !== false
    const isSet = variable !== undefined && value === undefined && isAsked(option, env[variable])
    if (!asked && !isSet) return []
    const name = asked ? `dbt's ${option.long}` : `what dbt's variable ${variable} asks for`
    return [{ code: 'E_INVALID_OPTION', message: `kerros does not have ${name}`, hint: instead }]
  })
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics, 'the command')
}

/** A variable that is there and says no, or nothing, asks for nothing. */
function isAsked(option: Option, value: string | undefined): boolean {
  if (value === undefined || value === '') return false
  return option.required || isOn(value)
}
