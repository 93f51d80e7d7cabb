import type { Definition } from '../definitions/definition.js'
import type { LoadOptions } from '../definitions/options/source-options.js'
import type { Diagnostic } from '../errors/index.js'
import type { NamedDefinition } from './collect-definitions.js'
import type { ProjectNode } from './nodes/node.js'

/** What `copyInto` says of the sources of a project. */
export interface Copies {
  readonly loads: ReadonlyMap<Definition, LoadOptions>
  readonly diagnostics: readonly Diagnostic[]
}

/** Collects how sources are filled; two that fill one source would load its files twice. */
export function collectCopies(definitions: readonly NamedDefinition[]): Copies {
  const first = new Map<Definition, NamedDefinition>()
  const loads = new Map<Definition, LoadOptions>()
  const diagnostics: Diagnostic[] = []
  for (const found of definitions) {
    const { definition, name, file } = found
    if (definition.kind !== 'copyInto') continue
    const other = first.get(definition.into)
    if (other)
      diagnostics.push({
        code: 'E_AMBIGUOUS_NAME',
        message: `both "${other.name}" in ${other.file} and "${name}" fill source "${definition.into.schema}.${definition.into.name}"`,
        hint: 'Keep one of them; a table that comes in parts has them in one folder.',
        subject: name,
        at: file,
      })
    first.set(definition.into, other ?? found)
    loads.set(definition.into, definition.load)
  }
  return { loads, diagnostics }
}

/** A source's node with what `copyInto` says of it; other nodes as they are. */
export function withCopy(node: ProjectNode | undefined, { loads }: Copies): ProjectNode | undefined {
  if (node?.resourceType !== 'source') return node
  const load = loads.get(node.definition)
  return load ? { ...node, load } : node
}
