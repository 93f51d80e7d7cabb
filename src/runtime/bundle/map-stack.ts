import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import path from 'node:path'
import { standInFor } from './stand-in-folder.js'

/** A place in a bundle, as in stack traces. */
const PLACE = /([^()\s][^()\n]*?\.cjs):(\d+):(\d+)/g

/** A stack with places in the project's own files, as in `src/marts/dim_genres.ts:7:12`, instead of places in the bundle. */
export function mapStack(stack: string): string {
  const maps = new Map<string, SourceMap | undefined>()
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

function origin(map: SourceMap | undefined, row: number, column: number): string | undefined {
  const entry = map?.findEntry(row - 1, column - 1)
  if (!entry || !('originalSource' in entry)) return undefined
  return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
}

function readMap(bundle: string): SourceMap | undefined {
  const standIn = path.join(standInFor(path.dirname(bundle)), path.basename(bundle))
  for (const file of [bundle, standIn]) {
    try {
      return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')))
    } catch {
      // Try the next place.
    }
  }
  return undefined
}
