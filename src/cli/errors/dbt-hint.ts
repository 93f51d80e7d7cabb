import { COMMANDS_NOT_IN_KERROS, OPTIONS_NOT_IN_KERROS, OPTIONS_OF_KERROS_DBT } from './not-in-kerros.js'

/** dbt's older names of `--select`. */
const SELECT: ReadonlySet<string> = new Set(['-m', '--model', '--models'])

const SELECTING = /^(?:-s|-m|--select|--models?|--exclude|--selector)$/

const WHOLE_SITE = 'The site has the whole project, with filters and a search: leave the selection out.'

/** How to do what someone who knows dbt has asked for; `undefined` if dbt does not have it either. */
export function dbtHint(message: string, args: readonly string[]): string | undefined {
  const [command = ''] = args
  if (message.includes("'--output <what>' argument 'json' is invalid"))
    return `It is called --json: kerros ${command} --json`
  const [option] = /unknown option '(.*?)'/.exec(message)?.[1]?.split('=') ?? []
  if (command === 'docs' && option !== undefined && SELECTING.test(option)) return WHOLE_SITE
  if (option !== undefined && SELECT.has(option)) return `It is called --select: kerros ${command} --select my_model`
  if (option !== undefined && Object.hasOwn(OPTIONS_OF_KERROS_DBT, option)) return OPTIONS_OF_KERROS_DBT[option]
  if (option !== undefined) return OPTIONS_NOT_IN_KERROS.find(({ flags }) => flags.split(' ')[0] === option)?.instead
  if (message.includes("unknown command 'snapshot-freshness'")) return 'It is called freshness: kerros source freshness'
  if (!message.includes(`unknown command '${command}'`)) return undefined
  return Object.hasOwn(COMMANDS_NOT_IN_KERROS, command)
    ? COMMANDS_NOT_IN_KERROS[command as keyof typeof COMMANDS_NOT_IN_KERROS]
    : undefined
}
