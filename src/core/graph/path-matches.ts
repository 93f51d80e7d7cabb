import { hasWildcard, wildcardPattern } from './wildcard.js'

/**
 * Whether a file is the one that a path names, or in its folder. `*` stays within a folder, `**` crosses folders.
 *
 * @param path As a user writes it: `src/staging`, `src/marts/**`, `./src/a.ts`.
 * @param file Relative to the project's root, with forward slashes.
 */
export function pathMatches(path: string, file: string): boolean {
  const written = path
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+(?=.)/, '')
    .replace(/\/+$/, '')
  const parts = file.split('/')
  const places = [...parts.map((_, end) => parts.slice(0, end + 1).join('/')), '.']
  if (!hasWildcard(written)) return places.includes(written)
  const pattern = wildcardPattern(written, true)
  return places.some((place) => pattern.test(place))
}
