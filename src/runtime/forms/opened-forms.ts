import type { NodeForm } from '../../core/state/node-form.js'
import { projectForms } from '../../core/state/node-form.js'
import type { OpenProject } from '../open/open-project.js'
import { nodeSettings } from './node-settings.js'
import { seedFile } from './seed-file.js'
import { shortDigest } from './short-digest.js'

/**
 * The forms of an opened project's nodes, those of seeds with the content of their files.
 *
 * @param formsOf Default: a query that throws stops everything.
 */
export async function openedForms(
  opened: OpenProject,
  formsOf: typeof projectForms = projectForms,
): Promise<ReadonlyMap<string, NodeForm>> {
  const { project, compiler, variables, root } = opened
  // A query is called for its columns, too.
  compiler.keepWritten()
  const contents = new Map<string, string>()
  for (const node of project.nodes) {
    const file = node.resourceType === 'seed' ? await seedFile(node, root) : undefined
    if (file) contents.set(node.uniqueId, file.checksum)
  }
  return formsOf(project, {
    variable: (name, byDefault) => variables.value(name, byDefault),
    columnsOf: (definition) => compiler.columnsOf(definition),
    written: (subject, facts) => compiler.takeWritten(subject, facts),
    digest: shortDigest,
    settingsOf: (node) => nodeSettings(node, opened, contents.get(node.uniqueId)),
  })
}
