import { COMMANDS_NOT_IN_KERROS, OPTIONS_NOT_IN_KERROS, OPTIONS_OF_KERROS_DBT } from './not-in-kerros.js'

/** dbt's older names of `--select`. */
const SELECT: ReadonlySet<string> = new Set(['-m', '--model', '--models'])

/** How to do what someone who knows dbt has asked for; `undefined` if dbt does not have it either. */
export function dbtHint(message: string, args: readonly string[]): string | undefined {
  const [command = ''] = args
  const [option] = /unknown option '(.*?)'/.exec(message)?.[1]?.split('=') ?? []
  if (option !== undefined && SELECT.has(option)) return `It is called --select: kerros ${command} --select my_model`
  if (option !== undefined && Object.hasOwn(OPTIONS_OF_KERROS_DBT, option)) return OPTIONS_OF_KERROS_DBT[option]
  if (option !== undefined) return OPTIONS_NOT_IN_KERROS.find(({ flags }) => flags.split(' ')[0] === option)?.instead
  if (!message.includes(`unknown command '${command}'`)) return undefined
  return Object.hasOwn(COMMANDS_NOT_IN_KERROS, command)
    ? COMMANDS_NOT_IN_KERROS[command as keyof typeof COMMANDS_NOT_IN_KERROS]
    : undefined
}
