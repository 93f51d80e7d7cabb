import { projectLineage } from '../../../src/core/lineage/project-lineage.js'
import type { ProjectNode } from '../../../src/core/project/nodes/node.js'
import type { OpenProject } from '../../../src/runtime/open/open-project.js'

/** The SQL of every query of a project, in every way of running it, by node. */
export function sqlOf({ project, compiler, target, relations }: OpenProject): ReadonlyMap<string, readonly string[]> {
  const compile = (node: ProjectNode): readonly string[] => {
    if (node.resourceType === 'test') return [target.dialect.compile(compiler.compile(node).node)]
    const definition = 'definition' in node ? node.definition : undefined
    if (!definition || !('query' in definition)) return []
    const { inputs, query } = definition
    const isIncremental = definition.kind === 'model' && definition.materialization.hasIncrementalQuery === true
    const subject = {
      name: node.name,
      inputs,
      query,
      self: relations.get(node.uniqueId),
      ...(definition.kind === 'analysis' ? { hasTypedRows: true } : { definition }),
    }
    return [false, ...(isIncremental ? [true] : [])].map((isIncremental) =>
      target.dialect.compile(compiler.compile(subject, { isIncremental }).node),
    )
  }
  return new Map(project.nodes.map((node) => [node.uniqueId, compile(node)]))
}

/** SQL in which two names are one: an alias that repeats the column's name says nothing. */
export function withoutName(sql: string, ...names: readonly string[]): string {
  const one = names.reduce((text, name) => text.replaceAll(`"${name}"`, '"…"'), sql)
  return one.replaceAll('"…" as "…"', '"…"')
}

/**
 * What each column is made of and what decides the rows, in which two names are one. Lineage does not know how a renaming
 * was worked out.
 */
export function lineageWithoutName({ project }: OpenProject, ...names: readonly string[]): readonly string[] {
  const plain = (column: string): string => (names.includes(column) ? '…' : column)
  const sorted = (list: readonly string[]): readonly string[] => [...list].sort()
  return sorted(
    projectLineage(project)
      .nodes.filter(({ resourceType }) => resourceType !== 'test')
      .map(({ uniqueId, columns, rows }) =>
        JSON.stringify([
          uniqueId,
          columns.map(({ name, values, deciders }) => [
            plain(name),
            sorted(values.map(({ node, column }) => `${node}.${plain(column)}`)),
            sorted(deciders.map(({ node, column, why }) => `${node}.${plain(column)} ${why}`)),
          ]),
          sorted(rows.map(({ node, column, why }) => `${node}.${plain(column)} ${why}`)),
        ]),
      ),
  )
}
