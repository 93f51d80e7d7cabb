import type { NodeLineage } from '../../../src/core/lineage/node-lineage.js'
import { projectLineage } from '../../../src/core/lineage/project-lineage.js'
import { buildProject } from '../../../src/core/project/build-project.js'

/** The lineage of definitions, by name. */
export function lineagesOf(definitions: { readonly [name: string]: unknown }): {
  readonly [name: string]: NodeLineage
} {
  const { project, diagnostics } = buildProject('p', [{ file: 'a.ts', exports: definitions }])
  const found = projectLineage(project)
  if (diagnostics.length + found.diagnostics.length > 0)
    throw new Error(JSON.stringify([...diagnostics, ...found.diagnostics]))
  return Object.fromEntries(found.nodes.map((node) => [node.name, node]))
}

/** What a node depends on, as lines: `c0 = t.a copied, t.b ?case`; `rows: t.b where`. */
export function describeLineage(node: NodeLineage): readonly string[] {
  const short = (id: string): string => id.split('.').at(-1)!
  const columns = node.columns.map(({ name, values, deciders, rowsOf, isOpaque }) => {
    const parts = [
      ...values.map((value) => `${short(value.node)}.${value.column} ${value.how}`),
      ...deciders.map((decider) => `${short(decider.node)}.${decider.column} ?${decider.why}`),
      ...rowsOf.map((read) => `rows of ${short(read)}`),
      ...(isOpaque ? ['raw sql'] : []),
    ]
    return `${name} = ${parts.join(', ')}`.trim()
  })
  const rows = [
    ...node.rows.map((decider) => `${short(decider.node)}.${decider.column} ${decider.why}`),
    ...(node.isOpaque ? ['raw sql'] : []),
  ]
  return rows.length > 0 ? [...columns, `rows: ${rows.join(', ')}`] : columns
}
