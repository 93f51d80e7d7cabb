import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { KerrosError } from '../../../core/errors/index.js'
import { expandHome } from './expand-home.js'
import type { LoginSurroundings } from './login-options.js'
import type { SnowflakeLoginConfig } from './snowflake-config.js'

/** Other spellings of options, beside snake_case. */
const ALIASES: Readonly<Record<string, keyof SnowflakeLoginConfig>> = {
  username: 'user',
  privateKeyFile: 'privateKeyPath',
  privateKeyRaw: 'privateKey',
  privateKeyFilePwd: 'privateKeyPass',
  privateKeyPassphrase: 'privateKeyPass',
  dbname: 'database',
  warehousename: 'warehouse',
  rolename: 'role',
}

type Table = Readonly<Record<string, unknown>>

/**
 * The options of a named connection: `[name]` in `connections.toml`, or `[connections.name]` in `config.toml`, both in
 * the folder `SNOWFLAKE_HOME` or else `~/.snowflake`. Keys are snake_case or camelCase.
 *
 * @throws KerrosError `E_FILE_NOT_FOUND` when there is neither file, `E_INVALID_OPTION` when the name is in none of them.
 * @see https://docs.snowflake.com/en/developer-guide/snowflake-cli/connecting/configure-connections
 */
export async function connectionFileOptions(name: string, around: LoginSurroundings): Promise<SnowflakeLoginConfig> {
  const { env, homeFolder } = around
  const folder = env['SNOWFLAKE_HOME']
    ? expandHome(env['SNOWFLAKE_HOME'], homeFolder)
    : path.join(homeFolder, '.snowflake')
  const connections = await readTable(path.join(folder, 'connections.toml'))
  const config = connections ? undefined : await readTable(path.join(folder, 'config.toml'))
  if (!connections && !config)
    throw new KerrosError(
      'E_FILE_NOT_FOUND',
      `there is no connections.toml for the Snowflake connection "${name}" in ${folder}`,
      {
        hint: 'Make it, name its folder in SNOWFLAKE_HOME, or give `account`, `user` and credentials as options.',
      },
    )
  const tables = connections ?? asTable(config!['connections']) ?? {}
  const table = asTable(tables[name])
  if (!table) throw unknownConnection(name, Object.keys(tables))
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [optionName(key), value]))
}

async function readTable(file: string): Promise<Table | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new KerrosError('E_NOT_PERMITTED', `${file} cannot be read`, { hint: 'Mend its permissions.', cause })
  }
  // Loaded when it is used: importing kerros/snowflake loads nothing but Kysely.
  const { parse } = await import('smol-toml')
  try {
    return parse(text)
  } catch (error) {
    // The parser's message repeats lines of the file, and with them passwords.
    const { line } = error as { line?: number }
    throw new KerrosError('E_INVALID_OPTION', `${file} is no TOML${line === undefined ? '' : `: line ${line}`}`, {
      hint: 'Correct the line; texts stand in double quotes.',
    })
  }
}

function optionName(key: string): string {
  const camel = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return ALIASES[camel] ?? camel
}

function asTable(value: unknown): Table | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : undefined
}

function unknownConnection(name: string, names: readonly string[]): KerrosError {
  return new KerrosError('E_INVALID_OPTION', `connections.toml has no connection "${name}"`, {
    hint:
      names.length === 0 ? 'It has no connections at all.' : `It has ${names.map((other) => `"${other}"`).join(', ')}.`,
  })
}
