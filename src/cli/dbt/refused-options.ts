import { type Command, Option } from 'commander'
import { type Diagnostic, DiagnosticsError } from '../../core/errors/index.js'
import { OPTIONS_NOT_IN_KERROS } from '../errors/not-in-kerros.js'
import { isOn } from './dbt-environment.js'

/** Adds the options, so that they are read wherever dbt reads them. Their opposites are what kerros does. */
export function withRefusedOptions(command: Command): Command {
  for (const { flags } of OPTIONS_NOT_IN_KERROS) {
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
  const diagnostics = OPTIONS_NOT_IN_KERROS.flatMap(({ flags, env: variable, instead }): Diagnostic[] => {
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
