import { KerrosError } from '../../../core/errors/index.js'
import { quotedNames } from '../../../core/errors/wording.js'
import { cleanDuckDbCause } from '../errors/clean-duckdb-cause.js'
import { cleanDuckDbMessage } from '../errors/clean-duckdb-message.js'
import { MEMORY_PATH } from '../text/database-name.js'
import type { DuckDbConfig } from './duckdb-config.js'

const PERMISSION = /Permission denied|Read-only file system|Operation not permitted|EACCES|EPERM|EROFS/
const LOCK = /Could not set lock on file.*?Conflicting lock is held(?: in (.+?))? \(PID (\d+)\)/s

/** A reader and a writer in one process, as in an application that builds while it serves, are the usual case. */
const SAME_SETTINGS =
  'A process opens a file either for reading only, as connect(…) does by default, or for writing, as a build does. Close ' +
  'the other one first (await db.destroy()), or give connect(…) the setting { readOnly: false }. Settings of DuckDB must ' +
  'be the same, too.'

/** The error for a database that cannot be opened: what is wrong with which file, and how to fix it. */
export function toOpenError(error: unknown, config: DuckDbConfig): unknown {
  if (!(error instanceof Error) || error.name !== 'Error') return error
  const { message } = error
  const cause = cleanDuckDbCause(error)
  const { path = MEMORY_PATH, settings = {}, readOnly = false } = config
  const file = `the DuckDB file "${path}"`
  if (message.includes('Could not set lock on file')) return lockedError(file, message, cause)
  if (message.includes('different configuration'))
    return new KerrosError('E_LOCKED', `${file} is already open in this process with other settings`, {
      hint: SAME_SETTINGS,
      cause,
    })
  if (PERMISSION.test(message))
    return new KerrosError(
      'E_NOT_PERMITTED',
      `${file} cannot be opened: no permission to ${readOnly ? 'read it' : 'write there'}`,
      {
        hint: `Grant yourself ${readOnly ? 'read permission on the file' : 'write permission on the file and its folder'}, or choose another path.`,
        cause,
      },
    )
  if (/^(ENOENT|ENOTDIR|EEXIST|ELOOP): .* (mkdir|access|stat) /s.test(message))
    return new KerrosError(
      'E_NOT_PERMITTED',
      `${file} cannot be opened: its folder does not exist and cannot be created`,
      {
        hint: 'Choose another path, or remove what is in the way: a part of the path may be a file.',
        cause,
      },
    )
  if (message.includes('not a valid DuckDB database file')) return notADatabase(path, cause)
  if (message.includes('Is a directory'))
    return new KerrosError('E_CONNECTION', `"${path}" is a folder, not a DuckDB database`, {
      hint: `Name a file in it, such as "${path}/warehouse.duckdb".`,
      cause,
    })
  if (message.includes('database does not exist'))
    return new KerrosError('E_FILE_NOT_FOUND', `${file} does not exist, and opening it read-only does not create it`, {
      hint: 'Build it first (kerros build), or check the path.',
      commands: ['kerros build'],
      cause,
    })
  // DuckDB takes a CSV, JSON or Parquet file for the content of a database in memory.
  if (message.includes('in-memory database in read-only mode') && path !== '' && !path.startsWith(MEMORY_PATH))
    return notADatabase(path, cause)
  if (message.includes('in-memory database in read-only mode'))
    return new KerrosError('E_CONFIG', 'a database in memory cannot be opened read-only', {
      hint: 'Leave out `readOnly`, or give the `path` of a file.',
      cause,
    })
  if (/options were not recognized|Failed to set config|Invalid Input Error/.test(message))
    return toSettingsError(error, settings)
  return new KerrosError('E_CONNECTION', `${file} cannot be opened: ${cleanDuckDbMessage(message)}`, { cause })
}

/** The error for a path that leads to a file of another kind, which is left unchanged. */
export function notADatabase(path: string, cause?: Error): KerrosError {
  return new KerrosError('E_CONNECTION', `"${path}" exists, but is not a DuckDB database`, {
    hint: 'Choose another path, or remove the file if nothing needs it.',
    ...(cause && { cause }),
  })
}

/** The error for a pipe, a socket or a device in place of a write-ahead log, which DuckDB would read forever. */
export function notALog(path: string): KerrosError {
  return new KerrosError('E_CONNECTION', `"${path}" is not a regular file, but a pipe, a socket or a device`, {
    hint: 'Remove it: DuckDB keeps its write-ahead log there.',
  })
}

/**
 * The error for a folder where DuckDB can open a database, and commit nothing: it takes the question mark for the beginning of
 * a URL's parameters, and puts the name of its write-ahead log before it.
 */
export function unwritableFolder(path: string): KerrosError {
  return new KerrosError(
    'E_CONFIG',
    `DuckDB cannot write to "${path}": there is a question mark in the name of a folder`,
    {
      hint: 'Rename the folder, or give the target the path of a file elsewhere.',
      names: ['path'],
    },
  )
}

/** The error when DuckDB rejects settings. Their values can be secrets, so they are not shown. */
export function toSettingsError(error: unknown, settings: Readonly<Record<string, string>>): KerrosError {
  const cause = error instanceof Error ? cleanDuckDbCause(error) : undefined
  const reason = cause ? `${cause.message}\n` : ''
  return new KerrosError('E_CONFIG', `DuckDB refuses the settings ${quotedNames(Object.keys(settings))}`, {
    hint: `${reason}All settings and their values: select * from duckdb_settings()`,
    names: ['settings'],
    cause,
  })
}

function lockedError(file: string, message: string, cause: Error): KerrosError {
  const [, program, pid] = LOCK.exec(message) ?? []
  const holder = pid ? `process ${pid}${program ? ` (${program})` : ''}` : 'another process'
  return new KerrosError('E_LOCKED', `${file} is in use by ${holder}`, {
    hint: 'Only one process at a time can write to a DuckDB file. Wait for the other one or stop it, or use another path.',
    cause,
  })
}
