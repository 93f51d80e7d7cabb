/** Code that kerros has put in front of a line of a file. */
export interface Prefix {
  /** The line; the first is 1. */
  readonly row: number
  readonly length: number
}

/** The prefixes of files, by the names of the files in messages and maps. */
export type Prefixes = ReadonlyMap<string, Prefix>

/** The member of a source map that holds them. */
const MEMBER = 'x_kerros_prefixes'

/** A source map that also has the prefixes of the files. */
export function withPrefixes(map: string, prefixes: Prefixes): string {
  return JSON.stringify({ ...JSON.parse(map), [MEMBER]: [...prefixes] })
}

/** The prefixes in a source map. */
export function prefixesIn(map: object): Prefixes {
  return new Map((map as { readonly [MEMBER]?: readonly (readonly [string, Prefix])[] })[MEMBER])
}

/** A place as the file has it: `src/a.ts:1:7`. Lines and columns begin at 1. */
export function ownPlace(prefixes: Prefixes, file: string, row: number, column: number): string {
  const prefix = prefixes.get(file)
  return `${file}:${row}:${prefix?.row === row ? Math.max(1, column - prefix.length) : column}`
}
