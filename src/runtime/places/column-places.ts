import path from 'node:path'
import type { LineagePoint } from '../../core/lineage/lineage-edge.js'
import type { ProjectNode } from '../../core/project/nodes/node.js'
import type { Project, UnitTestNode } from '../../core/project/project.js'
import { readText } from '../files/read-text.js'
import { placeInText } from './place-in-text.js'

/** Says where a node, or the expression of a column, is written: `src/marts/dim_movies.ts:12:9`; only the file if no more is known. */
export type PlaceOf = (point: LineagePoint) => string | undefined

/** Finds places in the files of a project. Each file is read once, on first use. */
export function columnPlaces(project: Project, root: string): PlaceOf {
  const texts = new Map<string, string | undefined>()
  const all = [...project.nodes, ...(project.unitTests ?? [])]
  const nodes = new Map(all.map((node) => [node.uniqueId, node]))
  return ({ node: id, column }) => {
    const node = nodes.get(id)
    if (!node) return undefined
    const text = cached(texts, node.file, () => readText(path.join(root, node.file)))
    const found =
      text === undefined
        ? undefined
        : placeInText(text, {
            ...definitionOf(node),
            column: column ?? columnOf(node),
            inOptions: node.resourceType === 'test',
          })
    return found ? `${node.file}:${found.line}:${found.column}` : node.file
  }
}

/** The definition that a node is written in. */
function definitionOf(node: ProjectNode | UnitTestNode): { readonly name: string; readonly isSource: boolean } {
  return { name: node.resourceType === 'test' ? node.writtenIn : node.name, isSource: node.resourceType === 'source' }
}

function columnOf(node: ProjectNode | UnitTestNode): string | undefined {
  return node.resourceType === 'test' ? node.column : undefined
}

function cached<V>(map: Map<string, V>, key: string, compute: () => V): V {
  if (!map.has(key)) map.set(key, compute())
  return map.get(key)!
}

/** A project that is passed as objects has no files. */
