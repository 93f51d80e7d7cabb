import { ownPlace, type Prefixes } from '../inputs/prefixes.js'

/** What esbuild reports about one error, or what it overlooks. */
export interface BuildMessage {
  readonly text: string
  /** What a plugin threw. */
  readonly detail?: unknown
  readonly location: {
    readonly file: string
    readonly line: number
    readonly column: number
    readonly suggestion?: string
  } | null
  /** Where it is in the user's file, if esbuild did not find it. */
  readonly at?: string
}

/** The errors of a failed build; none if esbuild itself failed. */
export function buildMessages(error: unknown): readonly BuildMessage[] {
  return (error as { readonly errors?: readonly BuildMessage[] }).errors ?? []
}

/** Where a message is, in the user's file. */
export function messagePlace({ location, at }: BuildMessage, prefixes: Prefixes): string | undefined {
  if (location === null) return at
  const { file, line, column } = location
  return ownPlace(prefixes, file, line, column + 1)
}
