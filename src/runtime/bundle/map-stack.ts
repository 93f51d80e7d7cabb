import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import path from 'node:path'
import { standInFor } from './stand-in-folder.js'

/** A place in a bundle, as stacks write it. */
const PLACE = /([^()\s][^()\n]*?\.cjs):(\d+):(\d+)/g

/** A stack with the places of the project's own files, as in `src/marts/dim_genres.ts:7:12`, for those of their bundle. */
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

/** The first place in a file of the project that an error's stack names; `undefined` when there is none. */
export function originOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !error.stack) return undefined
  for (const line of error.stack.split('\n')) {
    const mapped = mapStack(line)
    if (mapped !== line) return /[^()\s][^()\n]*:\d+:\d+/.exec(mapped.replace(/^\s*at (async )?/, ''))?.[0]
  }
  return undefined
}

/** The place of a project's own file that a place of a bundle comes from; lines and columns begin at 1. */
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
      // The next place.
    }
  }
  return undefined
}
