import { describeSqlType } from '../../core/columns/index.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import type { SourceNode } from '../../core/project/nodes/node.js'
import type { LiveName, LiveRelation, LiveSchema } from '../../core/relations/live-schema.js'
import { describeRelation, type Relation } from '../../core/relations/relation.js'

/** One difference between a declared source and the warehouse. */
export interface SourceDifference {
  readonly kind: 'missing_table' | 'missing_column' | 'changed_type' | 'extra_column'
  /** As in `raw.raw_ratings`. */
  readonly source: string
  readonly column?: string
  /** The declared type, as in `decimal(2, 1)`. */
  readonly declared?: string
  /** The type in the warehouse, in the engine's words. */
  readonly found?: string
  readonly message: string
  readonly hint?: string
  /** The file that declares the source. */
  readonly file: string
}

/** A declared source and its place in the warehouse. */
export interface DeclaredSource {
  readonly node: SourceNode
  readonly relation: Relation
}

/** Whether a difference can make queries fail that tsc has accepted: additional columns do no harm. */
export function isDrift({ kind }: SourceDifference): boolean {
  return kind !== 'extra_column'
}

/** How a source differs from the schema that it describes. */
export function sourceDrift(
  { node, relation }: DeclaredSource,
  schema: LiveSchema | undefined,
  warehouse: Pick<Warehouse, 'isTypeCompatible'>,
): readonly SourceDifference[] {
  const { definition, file } = node
  const source = `${node.sourceName}.${node.name}`
  const find = finder(definition.exact)
  const live = schema && find(schema.relations, definition.name)
  if (!live) {
    const hint = spellingHint(schema?.relations ?? [], definition)
    const message = `${describeRelation(relation)} does not exist`
    return [{ kind: 'missing_table', source, message, ...hint, file }]
  }
  const declared = Object.entries(definition.columns).flatMap(([name, { type }]): SourceDifference[] => {
    const column = find(live.columns, name)
    const base = { source, column: name, declared: describeSqlType(type), file }
    if (!column) {
      const message = `column "${name}" does not exist`
      return [
        { kind: 'missing_column', ...base, message, ...spellingHint(live.columns, { name, exact: definition.exact }) },
      ]
    }
    if (warehouse.isTypeCompatible({ name: column.name, type: column.type }, type)) return []
    const message = `column "${name}" is ${column.type}, declared ${base.declared}`
    return [{ kind: 'changed_type', ...base, found: column.type, message }]
  })
  return [...declared, ...extraColumns(live, { node, source, exact: definition.exact })]
}

function extraColumns(
  live: LiveRelation,
  { node, source, exact }: { readonly node: SourceNode; readonly source: string; readonly exact: boolean },
): readonly SourceDifference[] {
  const names = Object.keys(node.definition.columns)
  return live.columns
    .filter((column) => !names.some((name) => finder(exact)([column], name)))
    .map(({ name, exactName, type }) => {
      const column = exact ? exactName : name
      const message = `column "${column}" (${type}) is not declared`
      return { kind: 'extra_column', source, column, found: type, message, file: node.file }
    })
}

/** Finds what a source means by a name: exactly this name if it is exact, else what folds to the same. */
function finder(exact: boolean): <L extends LiveName>(all: readonly L[], name: string) => L | undefined {
  if (!exact) return (all, name) => all.find((live) => !live.needsExact && sameName(live.name, name))
  // An engine that has no exact names finds them in any spelling.
  return (all, name) => all.find((live) => live.exactName === name) ?? all.find((live) => isLoose(live, name))
}

function isLoose({ name, exactName, needsExact }: LiveName, wanted: string): boolean {
  return !needsExact && name === exactName && sameName(name, wanted)
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** A quoted name can be similar, but is another name. */
function spellingHint(
  all: readonly LiveName[],
  { name, exact }: { readonly name: string; readonly exact: boolean },
): { readonly hint?: string } {
  const near = all.find((live) => sameName(live.exactName, name))?.exactName
  if (near === undefined) return {}
  if (exact) return { hint: `There is "${near}": names of an exact source must match letter by letter.` }
  return {
    hint: `There is "${near}", created with a quoted name: declare the source with that spelling and { exact: true }.`,
  }
}
