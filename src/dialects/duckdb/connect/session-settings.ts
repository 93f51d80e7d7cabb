import { KerrosError } from '../../../core/errors/index.js'

/** The settings of every new session, so that both engines sort and print alike. */
const SESSION_SETTINGS: Readonly<Record<string, string>> = {
  default_null_order: 'nulls_last_on_asc_first_on_desc',
  TimeZone: 'UTC',
}

/**
 * Splits settings into those of the instance and those of each session.
 *
 * @throws KerrosError `E_CONFIG` for `access_mode`, for which the option is `readOnly`.
 */
export function splitSettings(settings: Readonly<Record<string, string>>): {
  readonly instance: Record<string, string>
  readonly session: Record<string, string>
} {
  const session: Record<string, string> = { ...SESSION_SETTINGS }
  const instance: Record<string, string> = {}
  for (const [name, value] of Object.entries(settings)) {
    const own = Object.keys(SESSION_SETTINGS).find((key) => key.toLowerCase() === name.toLowerCase())
    if (own) session[own] = value
    else if (name.toLowerCase() !== 'access_mode') instance[name] = value
    else
      throw new KerrosError('E_CONFIG', '"access_mode" cannot be passed as a DuckDB setting', {
        hint: 'Leave it out. What only reads has the option `readOnly`: new DuckDbDialect({ path, readOnly: true }).',
        names: ['settings'],
      })
  }
  return { instance, session }
}

/** The statements that give a session its settings. */
export function sessionSettingsSql(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `set session ${name} = '${value.replaceAll("'", "''")}'`)
    .join('; ')
}
