/** Variables that dbt reads in place of switches, and the names of their options. */
const SWITCHES: { readonly [variable: string]: string } = {
  DBT_DEBUG: 'debug',
  DBT_DEFER: 'defer',
  DBT_EMPTY: 'empty',
  DBT_FAIL_FAST: 'failFast',
  DBT_FAVOR_STATE: 'favorState',
  DBT_FULL_REFRESH: 'fullRefresh',
  DBT_QUIET: 'quiet',
  DBT_SINGLE_THREADED: 'singleThreaded',
  DBT_STORE_FAILURES: 'storeFailures',
  DBT_WARN_ERROR: 'warnError',
  DBT_WRITE_JSON: 'writeJson',
}

/** Variables in place of lists, whose items have spaces between them. */
const LISTS: { readonly [variable: string]: string } = {
  DBT_EXCLUDE_RESOURCE_TYPES: 'excludeResourceTypes',
  DBT_RESOURCE_TYPES: 'resourceTypes',
}

/**
 * What dbt's variables ask for, by the names of options. Options with one value read their variables themselves.
 *
 * @param has Whether the command has an option.
 */
export function dbtEnvironment(
  env: { readonly [name: string]: string | undefined },
  has: (option: string) => boolean,
): { readonly [option: string]: unknown } {
  const read = (variables: { readonly [variable: string]: string }, value: (text: string) => unknown) =>
    Object.entries(variables).flatMap(([variable, option]) => {
      const text = env[variable]
      return text === undefined || text === '' || !has(option) ? [] : [[option, value(text)] as const]
    })
  return Object.fromEntries([...read(SWITCHES, isOn), ...read(LISTS, (text) => text.trim().split(/\s+/))])
}

/** Whether a variable says yes, in the words that dbt knows. */
export function isOn(text: string): boolean {
  return ['1', 'true', 't', 'yes', 'y', 'on'].includes(text.trim().toLowerCase())
}
