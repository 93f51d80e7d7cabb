import type { RelationDefinition } from '../../core/definitions/definition.js'
import { noFacts, type RowFacts } from '../../core/keys/row-facts.js'
import { isRelationNode, type ProjectNode } from '../../core/project/nodes/node.js'
import type { OpenProject } from '../open/open-project.js'

/** The key that is written down for a node; `undefined` for none. */
export type WrittenKey = (node: ProjectNode) => readonly string[] | undefined

/**
 * The columns in which no two rows of a model are the same, because of how they are computed: the columns of a group, the key of what a
 * model filters or joins. Keys of what it reads are believed, not checked.
 *
 * @returns `undefined` if the query does not say so of any, or only of all columns together.
 */
export function derivedKey(
  opened: Pick<OpenProject, 'project' | 'compiler'>,
  definition: RelationDefinition,
  writtenKey: WrittenKey,
): readonly string[] | undefined {
  const facts = new Facts(opened, writtenKey).ofQuery(definition)
  const names = facts.columns?.map(({ name }) => name) ?? []
  if (names.length === 0 || !facts.isUnique(new Set(names))) return undefined
  const key = new Set(names)
  for (const name of names.toReversed()) {
    key.delete(name)
    if (key.size === 0 || !facts.isUnique(key)) key.add(name)
  }
  return key.size === names.length ? undefined : names.filter((name) => key.has(name))
}

/** What is known of the rows of relations. */
class Facts {
  readonly #opened: Pick<OpenProject, 'project' | 'compiler'>
  readonly #writtenKey: WrittenKey
  readonly #known = new Map<RelationDefinition, RowFacts>()

  constructor(opened: Pick<OpenProject, 'project' | 'compiler'>, writtenKey: WrittenKey) {
    this.#opened = opened
    this.#writtenKey = writtenKey
  }

  ofQuery(definition: RelationDefinition): RowFacts {
    const { compiler, project } = this.#opened
    // Stored rows of an incremental model may come from other queries.
    if (definition.kind !== 'model' || definition.materialization.hasIncrementalQuery)
      return noFacts(compiler.columnsOf(definition))
    const { inputs, query } = definition
    const name = project.nodeOf.get(definition)?.name ?? 'a query'
    return compiler.rowFacts({ name, inputs, query, definition }, { isIncremental: false }, (input) => this.#of(input))
  }

  #of(definition: RelationDefinition): RowFacts {
    const known = this.#known.get(definition)
    if (known) return known
    const facts = this.ofQuery(definition)
    const node = this.#opened.project.nodeOf.get(definition)
    const key = node && isRelationNode(node) ? this.#writtenKey(node) : undefined
    const found = {
      ...facts,
      isUnique: (columns: ReadonlySet<string>) =>
        (key?.every((column) => columns.has(column)) ?? false) || facts.isUnique(columns),
    }
    this.#known.set(definition, found)
    return found
  }
}
