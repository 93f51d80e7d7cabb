import pc from 'picocolors'
import type { Impact, ImpactedNode } from '../../core/lineage/impact.js'
import type { Lineage } from '../../core/lineage/lineage.js'
import { pointLine } from './lineage-tree.js'

/** What a change of a column breaks or changes, in sections. */
export function impactText(lineage: Lineage, impact: Impact): string {
  const line = ({ name, at }: ImpactedNode, words: readonly string[] = []): string =>
    [
      '  ',
      pc.bold(name),
      ...words.filter((word) => word !== '').map((word) => `  ${pc.cyan(word)}`),
      at ? `  ${pc.dim(at)}` : '',
    ].join('')
  const kept = (keepsRows: boolean): string => (keepsRows ? 'stored rows are unchanged' : '')
  const nodes = (title: string, found: readonly ImpactedNode[]): readonly string[] =>
    section(
      title,
      found.map((node) => line(node)),
    )
  const sections = [
    ...section(
      'Names it, and breaks when it is dropped or renamed',
      impact.named.map((node) => line(node, [node.by.join(', ')])),
    ),
    ...section(
      'Values change',
      impact.columns.map((column) =>
        line({ ...column, name: `${column.name}.${column.column}` }, [
          column.how ?? 'decided by it',
          kept(column.keepsRows),
        ]),
      ),
    ),
    ...section(
      'Rows change',
      impact.rows.map((node) => line(node, [node.why.join(', ') || 'reads rows that change', kept(node.keepsRows)])),
    ),
    ...nodes('Tests whose result may change', impact.tests),
    ...nodes('Exposures', impact.exposures),
    ...nodes('Charts', impact.charts),
    ...nodes('Analyses', impact.analyses),
    ...nodes('Raw SQL that may name it', impact.opaque),
  ]
  const found = sections.length > 0 ? sections : ['', 'Nothing in the project reads it.']
  return [pointLine(lineage, impact.column, []), ...found].join('\n')
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${pc.underline(title)} (${lines.length})`, ...lines]
}
