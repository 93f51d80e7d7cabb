import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats, statSync } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'

/** Where a file should be is a pipe, a socket or a device: reading it can block forever, never end, or do something. */
export class NotARegularFile extends Error {
  constructor(path: string) {
    super(`${path} is not a regular file, but a pipe, a socket or a device`)
  }
}

/** Does not wait for the other end, should the file have become a pipe in between. Windows has no such flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * Opens a file for reading.
 *
 * @throws NotARegularFile, and the system's errors; a folder is left to who reads it, which is `EISDIR`.
 */
export async function openRegularFile(path: string | URL): Promise<FileHandle> {
  // Before it is opened: for some devices, that is an order.
  check(path, await stat(path))
  const file = await open(path, FLAGS)
  try {
    check(path, await file.stat())
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

/**
 * The content of a file.
 *
 * @throws NotARegularFile, and the system's errors.
 */
export async function readRegularFile(
  path: string | URL,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<Buffer> {
  const file = await openRegularFile(path)
  try {
    return await file.readFile(options)
  } finally {
    await file.close()
  }
}

/**
 * The content of a file.
 *
 * @throws NotARegularFile, and the system's errors.
 */
export function readRegularFileSync(path: string | URL): Buffer {
  check(path, statSync(path))
  const file = openSync(path, FLAGS)
  try {
    check(path, fstatSync(file))
    return readFileSync(file)
  } finally {
    closeSync(file)
  }
}

function check(path: string | URL, found: Stats): void {
  if (!found.isFile() && !found.isDirectory()) throw new NotARegularFile(String(path))
}

/** The text of a file, in UTF-8. @throws NotARegularFile, and the system's errors. */
export async function readRegularText(path: string | URL): Promise<string> {
  return (await readRegularFile(path)).toString('utf8')
}

/** The text of a file, in UTF-8. @throws NotARegularFile, and the system's errors. */
export function readRegularTextSync(path: string | URL): string {
  return readRegularFileSync(path).toString('utf8')
}
