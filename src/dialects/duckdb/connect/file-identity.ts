import { statSync } from 'node:fs'

/** Which file a path leads to, whatever its names are; `undefined` when it leads to none. Opens nothing. */
export function fileIdentity(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}
