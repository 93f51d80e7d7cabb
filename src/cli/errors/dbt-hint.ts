/** Commands of dbt that kerros does not have, and what to do instead. */
export const NOT_IN_KERROS = {
  clone:
    'Build into another target with kerros build --target <name>; Snowflake itself copies a schema with CREATE SCHEMA … CLONE.',
  deps: 'Packages of a project are npm packages: npm install puts them there.',
  parse: 'Every command loads the project and checks it: kerros ls does nothing else.',
  retry: 'Select the failed nodes and everything that depends on them: kerros build --select my_model+',
  'run-operation': 'Write a program for it: connect(…) of kerros runs queries on a target.',
  source:
    'There is no command for freshness: a dataTest on the source compares its newest timestamp with the current one. kerros sources pull and check are for columns.',
} as const

/** dbt's older names of `--select`. */
const SELECT: ReadonlySet<string> = new Set(['-m', '--model', '--models'])

/** How to do what someone who knows dbt has asked for; `undefined` if dbt does not have it either. */
export function dbtHint(message: string, args: readonly string[]): string | undefined {
  const [command = ''] = args
  if (
    /unknown option '(.*?)'/
      .exec(message)
      ?.slice(1)
      .some((option) => SELECT.has(option))
  )
    return `It is called --select: kerros ${command} --select my_model`
  if (!message.includes(`unknown command '${command}'`)) return undefined
  return Object.hasOwn(NOT_IN_KERROS, command) ? NOT_IN_KERROS[command as keyof typeof NOT_IN_KERROS] : undefined
}
