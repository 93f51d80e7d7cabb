import { createHash } from 'node:crypto'
import type { OperationNode } from 'kysely'
import type { QuerySubject } from '../../core/compile/compiled-query.js'
import type { RelationDefinition } from '../../core/definitions/definition.js'
import { type Exposure, neededColumns } from '../../core/definitions/exposure.js'
import { VARIABLE } from '../../core/definitions/variable.js'
import type { BuildableNode, ProjectNode } from '../../core/project/nodes/node.js'
import type { RunFacts } from '../../core/query/query.js'
import type { Inputs } from '../../core/query/ref.js'

/** What a definition is read with. */
export interface DefinitionReading {
  /** Returns a query as it is written, for a first run or for later ones. */
  readonly read: (subject: Pick<QuerySubject, 'name' | 'query'>, facts?: RunFacts) => OperationNode
  /** The node of a definition. */
  readonly nodeOf: ReadonlyMap<RelationDefinition, ProjectNode>
  /** The values that the project gives variables; what a command line gives is no part of a definition. */
  readonly vars: { readonly [name: string]: unknown }
}

/**
 * A digest of what a node computes: its query's tree, and what it reads. Another target, another line, a comment, a renamed constant or
 * a value of `--vars` does not change it; a changed macro does, which a digest of the file would miss. How it is built is not part of it.
 */
export function definitionChecksum(node: ProjectNode, reading: DefinitionReading): string {
  const text = textOf(meaningOf(node, reading))
  const hash = createHash('sha256').update(text)
  if (text.includes(VARIABLE)) hash.update(textOf(usedValues(text, reading.vars)))
  return hash.digest('hex')
}

/** The project's values of the variables that a tree names. One that is named by something else changes more than it needs to. */
function usedValues(text: string, vars: DefinitionReading['vars']): unknown {
  return Object.keys(vars)
    .filter((name) => text.includes(JSON.stringify(name)))
    .sort()
    .map((name) => [name, vars[name]])
}

function meaningOf(node: ProjectNode, reading: DefinitionReading): unknown {
  const { name, dependsOn } = node
  switch (node.resourceType) {
    case 'model':
    case 'snapshot':
      return builtMeaning(node, reading)
    case 'seed':
      return columnsOf(node.definition as { readonly columns: object })
    case 'test':
      return [treeOf({ name, query: node.query }, reading), inputsOf(node.inputs, reading), node.column]
    case 'analysis': {
      const { query, inputs } = node.definition
      return [treeOf({ name, query }, reading), inputsOf(inputs, reading)]
    }
    case 'source':
      return columnsOf(node.definition)
    case 'chart': {
      const { mark, category, value, orientation, title, limit } = node.definition
      return [dependsOn, mark, category, value, orientation, title, limit]
    }
    case 'exposure': {
      const { type, url, owner, maturity } = node.definition
      return [dependsOn, type, url, owner, maturity, needed(node.definition, reading)]
    }
    default:
      return node satisfies never
  }
}

/** Queries of later runs may be others: a query asks which run it is. */
function builtMeaning({ name, definition }: BuildableNode, reading: DefinitionReading): unknown {
  if (definition.kind === 'seed') return columnsOf(definition)
  const { query, inputs, materialization } = definition
  const subject = { name, query }
  const later = materialization.hasIncrementalQuery
    ? [treeOf(subject, { read: (each) => reading.read(each, { isIncremental: true }) })]
    : []
  return [treeOf(subject, reading), inputsOf(inputs, reading), ...later]
}

/** Which node each name of a query stands for. */
function inputsOf(inputs: Inputs, { nodeOf }: Pick<DefinitionReading, 'nodeOf'>): unknown {
  const named = Object.entries(inputs).map(([name, input]) => [
    name,
    nodeOf.get(input as RelationDefinition)?.uniqueId ?? null,
  ])
  return named.sort(([one], [other]) => (one! < other! ? -1 : 1))
}

/** The columns that an exposure names, by their nodes. */
function needed(exposure: Exposure, { nodeOf }: DefinitionReading): unknown {
  const columns = neededColumns(exposure, (of) => nodeOf.get(of as RelationDefinition)?.uniqueId)
  return Object.entries(columns)
    .map(([id, names]) => [id, [...names].sort()] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
}

/** A query that does not compile has no tree; its error is reported elsewhere. */
function treeOf(subject: Pick<QuerySubject, 'name' | 'query'>, { read }: Pick<DefinitionReading, 'read'>): unknown {
  try {
    return read(subject)
  } catch {
    return 'invalid'
  }
}

function columnsOf({ columns }: { readonly columns: object }): unknown {
  const all = Object.entries(columns).map(([name, { type, isNullable }]) => [name, type, isNullable])
  return all.sort(([one], [other]) => (one < other ? -1 : 1))
}

/** As JSON. A replacer function takes several times as long, and only queries with a bigint need it. */
function textOf(meaning: unknown): string {
  try {
    return JSON.stringify(meaning)
  } catch {
    return JSON.stringify(meaning, plain)
  }
}

/** Replaces values of a query that JSON cannot represent. */
function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value
}
