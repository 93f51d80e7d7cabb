import { type Definition, isDefinition } from '../definitions/definition.js'
import type { Diagnostic } from '../errors/index.js'
import type { ModuleNamespace } from './options/project-config.js'

/** A loaded file of the project. */
export interface ProjectModule {
  /** Relative to the project's root, with forward slashes. */
  readonly file: string
  readonly exports: ModuleNamespace
}

/** A definition with the name and the file that its export gives it. */
export interface NamedDefinition {
  readonly definition: Definition
  readonly name: string
  readonly file: string
}

/** Source tables carry their own names; everything else is named by its export. */
function ownName(definition: Definition, exportName: string): string {
  return definition.kind === 'source' ? definition.name : exportName
}

/**
 * Collects what the project's files export. A definition that several files export under one name (a barrel) counts
 * once; two definitions with one name, also when it differs only by case, are reported.
 */
export function collectDefinitions(modules: readonly ProjectModule[]): {
  readonly definitions: readonly NamedDefinition[]
  readonly diagnostics: readonly Diagnostic[]
} {
  const named = new Map<Definition, NamedDefinition>()
  const diagnostics: Diagnostic[] = []
  for (const found of modules.flatMap(exportsOf).sort(barrelsLast)) {
    const known = named.get(found.definition)
    if (!known) named.set(found.definition, found)
    else if (known.name !== found.name)
      diagnostics.push({
        code: 'E_AMBIGUOUS_NAME',
        message: `one definition is exported twice, as "${known.name}" in ${known.file} and as "${found.name}" in ${found.file}`,
        hint: 'The export is the name: keep one of them.',
        subject: found.file,
        names: [known.name, found.name],
        at: found.file,
      })
  }
  const definitions = [...named.values()]
  const unnamed = definitions.filter(({ name }) => name === 'default').map(defaultExport)
  return { definitions, diagnostics: [...diagnostics, ...unnamed, ...duplicateNames(definitions)] }
}

function exportsOf(module: ProjectModule): NamedDefinition[] {
  return Object.entries(module.exports).flatMap(([name, value]): NamedDefinition[] => {
    if (isDefinition(value)) return [{ definition: value, name: ownName(value, name), file: module.file }]
    // source(…) gives a record of tables.
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return []
    return Object.values(value)
      .filter((table) => isDefinition(table) && table.kind === 'source')
      .map((table) => ({ definition: table, name: table.name, file: module.file }))
  })
}

function defaultExport({ definition, file }: NamedDefinition): Diagnostic {
  return {
    code: 'E_INVALID_DEFINITION',
    message: `${file} exports a ${definition.kind} as its default, so it has no name`,
    hint: 'The export is the name: export const my_model = …',
    subject: file,
    at: file,
  }
}

const isBarrel = (file: string): boolean => /(^|\/)index\.[cm]?[jt]sx?$/.test(file)

/** The file that defines something names it, not an index that passes it on. */
function barrelsLast(a: NamedDefinition, b: NamedDefinition): number {
  return Number(isBarrel(a.file)) - Number(isBarrel(b.file)) || (a.file < b.file ? -1 : a.file > b.file ? 1 : 0)
}

/** Relations share one space of names, since all of them can be selected by name; sources have their schema besides. */
function nameKey({ definition, name }: NamedDefinition): string {
  const qualified = definition.kind === 'source' ? `source:${definition.schema}.${name}` : name
  return qualified.toLowerCase()
}

function duplicateNames(definitions: readonly NamedDefinition[]): readonly Diagnostic[] {
  const byName = new Map<string, NamedDefinition>()
  return definitions.flatMap((found): Diagnostic[] => {
    const key = nameKey(found)
    const first = byName.get(key)
    if (!first) {
      byName.set(key, found)
      return []
    }
    const same = first.name === found.name
    return [
      {
        code: 'E_AMBIGUOUS_NAME',
        message: same
          ? `"${found.name}" is exported by both ${first.file} and ${found.file}`
          : `"${first.name}" in ${first.file} and "${found.name}" in ${found.file} differ only by case, which engines ignore`,
        hint: 'Rename one of them: a name is one node, and one relation in the warehouse.',
        subject: found.file,
        names: [first.name, found.name],
        at: found.file,
      },
    ]
  })
}
