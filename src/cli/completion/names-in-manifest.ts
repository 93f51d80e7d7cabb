import { existsSync } from 'node:fs'
import path from 'node:path'
import { readRegularTextSync } from '../../util/regular-file.js'

type Nodes = { readonly [id: string]: { readonly name: string; readonly source_name?: string } }

/**
 * The names of nodes that the nearest project's last `target/manifest.json` has: to load the project would take too long while
 * someone types. Empty without one.
 */
export function namesInManifest(cwd: string): readonly string[] {
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    const file = path.join(folder, 'target', 'manifest.json')
    if (existsSync(file)) return namesIn(file)
    if (folder === path.dirname(folder)) return []
  }
}

function namesIn(file: string): readonly string[] {
  try {
    const { nodes, sources } = JSON.parse(readRegularTextSync(file)) as { nodes: Nodes; sources: Nodes }
    const names = Object.values(nodes).map(({ name }) => name)
    const dotted = Object.values(sources).map(({ source_name, name }) => `${source_name}.${name}`)
    return [...names, ...dotted].sort()
  } catch {
    // Half a file, or another tool's.
    return []
  }
}
