import { isBuildable, type ProjectNode } from '../../core/project/nodes/node.js'
import type { NodeSettings } from '../../core/state/node-form.js'
import type { OpenProject } from '../open/open-project.js'
import { digestOf } from '../state/digest-of.js'
import { configsOf, contractOf } from '../state/node-state.js'

/** What of a materialization's settings says what happens when a definition changes, and nothing of its rows. */
const NOT_OF_ROWS: ReadonlySet<string> = new Set(['onSchemaChange', 'onChange'])

/**
 * Digests of what decides how a node is built besides its query.
 *
 * @param content A digest of the file of a seed.
 */
export function nodeSettings(node: ProjectNode, opened: OpenProject, content: string | undefined): NodeSettings {
  if (node.resourceType === 'test') {
    const { severity, warnIf, errorIf, limit } = node
    return { ofRows: digests({ severity, warnIf, errorIf, limit }), ofStorage: {} }
  }
  if (!isBuildable(node)) return { ofRows: {}, ofStorage: {} }
  const { config = {}, types, options, hooks } = configsOf(node, opened)
  const entries = Object.entries(config)
  const ofRows = entries.filter(([name]) => !NOT_OF_ROWS.has(name))
  const [preHook, postHook] = hooks
  return {
    ofRows: digests({ ...Object.fromEntries(ofRows), columnTypes: types, rows: content, preHook, postHook }),
    ofStorage: digests({
      ...withoutNames(
        options,
        entries.map(([name]) => name),
      ),
      ...Object.fromEntries(entries.filter(([name]) => NOT_OF_ROWS.has(name))),
      contract: contractOf(node, opened),
    }),
  }
}

function withoutNames(options: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)))
}

function digests(values: { readonly [name: string]: unknown }): { readonly [name: string]: string } {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, digestOf(value)]])),
  )
}
