import path from 'node:path'
import { KerrosError } from '../../../core/errors/index.js'
import { NotARegularFile, readRegularText } from '../../../util/regular-file.js'

/** A table of TOML. */
export type TomlTable = Readonly<Record<string, unknown>>

/**
 * The connections by their names: the tables of `connections.toml`, or those below `connections` in `config.toml`, of the
 * first folder that has one of the files. `undefined` when none has.
 *
 * @throws KerrosError `E_NOT_PERMITTED` when it cannot be read, `E_INVALID_OPTION` when it is no TOML.
 */
export async function readConnectionFile(folders: readonly string[]): Promise<TomlTable | undefined> {
  for (const folder of folders) {
    const connections = await readTable(path.join(folder, 'connections.toml'))
    if (connections) return connections
    const config = await readTable(path.join(folder, 'config.toml'))
    if (config) return asTable(config['connections']) ?? {}
  }
  return undefined
}

/** A value of a file as a table; `undefined` for any other value. */
export function asTable(value: unknown): TomlTable | undefined {
  const isTable = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
  return isTable ? (value as TomlTable) : undefined
}

async function readTable(file: string): Promise<TomlTable | undefined> {
  let text: string
  try {
    text = await readRegularText(file)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    if (cause instanceof NotARegularFile)
      throw new KerrosError('E_NOT_PERMITTED', cause.message, { hint: 'Put a file in its place, or remove it.', cause })
    throw new KerrosError('E_NOT_PERMITTED', `${file} cannot be read`, { hint: 'Fix its permissions.', cause })
  }
  // Loaded when it is used: importing kerros/snowflake loads nothing but Kysely.
  const { parse } = await import('smol-toml')
  try {
    return parse(text)
  } catch (error) {
    // The parser's message repeats lines of the file, and with them passwords.
    const { line } = error as { line?: number }
    throw new KerrosError(
      'E_INVALID_OPTION',
      `${file} is not valid TOML${line === undefined ? '' : `: line ${line}`}`,
      {
        hint: 'Correct the line; strings are written in double quotes.',
      },
    )
  }
}
