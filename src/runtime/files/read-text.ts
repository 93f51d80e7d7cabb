import { readRegularTextSync } from '../../util/regular-file.js'

/** The text of a file; `undefined` if it cannot be read. */
export function readText(file: string): string | undefined {
  try {
    return readRegularTextSync(file)
  } catch {
    return undefined
  }
}
