import { createHash } from 'node:crypto'
import type { OperationNode } from 'kysely'
import type { QuerySubject } from '../../core/compile/compiled-query.js'
import type { Exposure } from '../../core/definitions/exposure.js'
import type { ProjectNode, TestNode } from '../../core/project/node.js'

/** Returns a query as it is written. */
type ReadQuery = (subject: Pick<QuerySubject, 'name' | 'query'>) => OperationNode

/**
 * A digest of what a node means: its query's tree, what it reads and how it is materialized. Another target, another line,
 * a comment or a renamed constant does not change it; a changed macro does, which a digest of the file would miss.
 */
export function definitionChecksum(node: ProjectNode, read: ReadQuery): string {
  return createHash('sha256')
    .update(textOf(meaningOf(node, read)))
    .digest('hex')
}

function meaningOf(node: ProjectNode, read: ReadQuery): unknown {
  const { name, dependsOn } = node
  switch (node.resourceType) {
    case 'model':
    case 'snapshot': {
      const { definition, materialized } = node
      if (definition.kind === 'seed') return [materialized, definition.columns]
      const { config } = definition.materialization
      return [treeOf({ name, query: definition.query }, read), dependsOn, materialized, config]
    }
    case 'seed':
      return [node.materialized, columnsOf(node.definition as { readonly columns: object })]
    case 'test':
      return [treeOf({ name, query: node.query }, read), dependsOn, node.column, node.severity, ...thresholds(node)]
    case 'analysis':
      return [treeOf({ name, query: node.definition.query }, read), dependsOn]
    case 'source':
      return [columnsOf(node.definition), node.sourceName]
    case 'chart': {
      const { mark, category, value, orientation, title, limit } = node.definition
      return [dependsOn, mark, category, value, orientation, title, limit]
    }
    case 'exposure':
      return [dependsOn, node.definition.type, node.definition.url, ...needed(node.definition)]
    default:
      return node satisfies never
  }
}

/** Nothing for a test that any row fails. */
function thresholds({ warnIf, errorIf }: TestNode): readonly unknown[] {
  return warnIf === '!= 0' && errorIf === '!= 0' ? [] : [warnIf, errorIf]
}

/** Nothing for an exposure that names no columns. */
function needed({ columns }: Exposure): readonly unknown[] {
  return columns.length === 0 ? [] : [columns.map(({ columns: names }) => names)]
}

/** A query that does not compile has no tree; its error is reported elsewhere. */
function treeOf(subject: Parameters<ReadQuery>[0], read: ReadQuery): unknown {
  try {
    return read(subject)
  } catch {
    return 'invalid'
  }
}

function columnsOf({ columns }: { readonly columns: object }): unknown {
  return Object.entries(columns).map(([name, { type, isNullable }]) => [name, type, isNullable])
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
