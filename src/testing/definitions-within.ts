import { isDefinition, type RelationDefinition } from '../core/definitions/definition.js'
import type { ModuleNamespace } from '../core/project/options/project-config.js'
import type { Inputs } from '../core/query/ref.js'

/** Definitions with a name each; what is read comes before what reads it. */
export type NamedDefinitions = ReadonlyMap<RelationDefinition, string>

/**
 * Everything that inputs read, directly or through others, named as well as can be known outside of a project: by
 * export, else a source by its own name, else by the name under which it is first read.
 *
 * @param isLeaf Whether to leave out what a definition reads in turn.
 */
export function definitionsWithin(
  inputs: Inputs,
  exports: ModuleNamespace,
  isLeaf: (definition: RelationDefinition) => boolean,
): NamedDefinitions {
  const exported = new Map(
    Object.entries(exports).flatMap(([name, value]) => (isDefinition(value) ? [[value, name]] : [])),
  )
  const named = new Map<RelationDefinition, string>()
  const taken = new Set<string>()
  const nameOf = (definition: RelationDefinition, key: string): string => {
    const base = exported.get(definition) ?? (definition.kind === 'source' ? definition.name : key)
    let name = base
    for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${base}_${i}`
    taken.add(name.toLowerCase())
    return name
  }
  const visit = (definition: RelationDefinition, key: string): void => {
    if (named.has(definition)) return
    if (!isLeaf(definition)) for (const [inner, read] of Object.entries(readBy(definition))) visit(read, inner)
    named.set(definition, nameOf(definition, key))
  }
  for (const [key, definition] of Object.entries(inputs)) visit(definition as RelationDefinition, key)
  return named
}

/** What a definition reads, by the name under which it does. */
export function readBy(definition: RelationDefinition): { readonly [name: string]: RelationDefinition } {
  const reads = definition.kind === 'model' || definition.kind === 'snapshot'
  return reads ? (definition.inputs as { readonly [name: string]: RelationDefinition }) : {}
}
