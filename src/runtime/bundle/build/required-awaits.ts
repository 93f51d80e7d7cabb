import path from 'node:path'
import type { Metafile } from 'esbuild'
import type { Look } from '../inputs/look.js'
import type { BuildMessage } from './build-message.js'

/** A bundle in which files await outside of functions. */
interface AwaitingBundle {
  readonly root: string
  readonly inputs: Metafile['inputs']
  /** Where files await. */
  readonly awaits: readonly string[]
}

/**
 * The calls of `require` for files that await, or import one that does: the call would return before the file has run. Node
 * refuses it; esbuild says nothing.
 */
export function requiredAwaits({ root, inputs, awaits }: AwaitingBundle, look: Look): readonly BuildMessage[] {
  const waits = waitingFiles(inputs, awaits)
  return Object.entries(inputs).flatMap(([file, { imports }]) =>
    imports
      .filter(({ kind, path: imported }) => kind === 'require-call' && waits.has(imported))
      .map(({ path: imported, original = imported }) => ({
        text: `require("${original}") cannot wait for that file, which awaits outside of functions or imports one that does`,
        location: null,
        at: placeOfCall(file, look.content(path.resolve(root, file))?.toString('utf8') ?? '', original),
      })),
  )
}

/** The files that await, and those that import them. */
function waitingFiles(inputs: Metafile['inputs'], awaits: readonly string[]): ReadonlySet<string> {
  const waits = new Set(awaits.map((place) => place.replace(/:\d+:\d+$/, '')))
  for (let before = -1; before !== waits.size; ) {
    before = waits.size
    for (const [file, { imports }] of Object.entries(inputs))
      if (imports.some(({ kind, path: imported }) => kind === 'import-statement' && waits.has(imported)))
        waits.add(file)
  }
  return waits
}

function placeOfCall(file: string, text: string, specifier: string): string {
  const before = text.slice(0, Math.max(0, text.search(callOf(specifier))))
  return `${file}:${before.split('\n').length}:${before.length - before.lastIndexOf('\n')}`
}

function callOf(specifier: string): RegExp {
  return new RegExp(`require\\(\\s*['"\`]${specifier.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`)
}
