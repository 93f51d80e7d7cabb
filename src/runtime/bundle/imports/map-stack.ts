import { SourceMap } from 'node:module'
import path from 'node:path'
import { readRegularTextSync } from '../../../util/regular-file.js'
import { ownPlace, type Prefixes, prefixesIn } from '../inputs/prefixes.js'
import { standInFor } from '../inputs/stand-in-folder.js'

/** A bundle's map. */
interface BundleMap {
  readonly map: SourceMap
  readonly prefixes: Prefixes
}

/** A place in a bundle, as in stack traces. */
const PLACE = /([^()\s][^()\n]*?\.cjs):(\d+):(\d+)/g

/** A stack with places in the project's own files, as in `src/marts/dim_genres.ts:7:12`, instead of places in the bundle. */
export function mapStack(stack: string): string {
  const maps = new Map<string, BundleMap | undefined>()
  return stack
    .split('\n')
    .map((line) => {
      const [indent = ''] = /^\s*at (async )?/.exec(line) ?? []
      return (
        indent +
        line.slice(indent.length).replace(PLACE, (text, file, row, column) => {
          if (!maps.has(file)) maps.set(file, readMap(file))
          return origin(maps.get(file), Number(row), Number(column)) ?? text
        })
      )
    })
    .join('\n')
}

/** The first place in a file of the project that an error's stack names, if any. */
export function originOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !error.stack) return undefined
  for (const line of error.stack.split('\n')) {
    const mapped = mapStack(line)
    if (mapped !== line) return /[^()\s][^()\n]*:\d+:\d+/.exec(mapped.replace(/^\s*at (async )?/, ''))?.[0]
  }
  return undefined
}

/** The place in the project's own file from which a place in the bundle comes; lines and columns begin at 1. */
export function placeInBundle(bundle: string, row: number, column: number): string | undefined {
  return origin(readMap(bundle), row, column)
}

function origin(bundle: BundleMap | undefined, row: number, column: number): string | undefined {
  const entry = bundle?.map.findEntry(row - 1, column - 1)
  if (!bundle || !entry || !('originalSource' in entry)) return undefined
  return ownPlace(bundle.prefixes, entry.originalSource, entry.originalLine + 1, entry.originalColumn + 1)
}

function readMap(bundle: string): BundleMap | undefined {
  const standIn = path.join(standInFor(path.dirname(bundle)), path.basename(bundle))
  for (const file of [bundle, standIn]) {
    try {
      const map = JSON.parse(readRegularTextSync(`${file}.map`))
      return { map: new SourceMap(map), prefixes: prefixesIn(map) }
    } catch {
      // Try the next place.
    }
  }
  return undefined
}
