import path from 'node:path'

/** A file's path as TypeScript writes it: with slashes, on Windows too. */
export function compilerPath(file: string): string {
  return file.split(path.sep).join('/')
}
