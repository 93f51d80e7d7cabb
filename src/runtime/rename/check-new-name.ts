import { KerrosError } from '../../core/errors/index.js'
import type { ProjectNode } from '../../core/project/nodes/node.js'

/**
 * Refuses a column that cannot be renamed by itself, and a name that a query could not say.
 *
 * @throws KerrosError `E_RENAME`.
 */
export function checkNewName(node: ProjectNode, from: string, to: string): void {
  const refuse = (message: string, hint: string): never => {
    throw new KerrosError('E_RENAME', message, { hint, subject: node.name, names: [from, to], at: node.file })
  }
  if (node.resourceType === 'source')
    refuse(
      `the columns of "${node.sourceName}.${node.name}" are named by what fills the table`,
      `Give the column its name where it is read first: '${from} as ${to}', or rename the column of that model.`,
    )
  if (node.resourceType !== 'model' && node.resourceType !== 'seed' && node.resourceType !== 'analysis')
    refuse(
      node.resourceType === 'snapshot'
        ? `the snapshot "${node.name}" has the columns of what it records, under their names`
        : `a ${node.resourceType} has no columns of its own`,
      node.resourceType === 'snapshot'
        ? 'Rename the column of what it records; its own columns are named by snapshotMetaColumnNames.'
        : 'Rename the column of the model, the seed or the analysis that it reads.',
    )
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(to))
    refuse(`"${to}" cannot be the name of a column here`, 'Use letters, digits and _, and no digit first.')
  if (from.toLowerCase() === to.toLowerCase())
    refuse(
      from === to ? `the column is already called "${to}"` : `"${from}" and "${to}" differ only by case`,
      'Engines ignore the case of names: choose another name.',
    )
}
