import { manifestEntries, manifestUnitTests } from '../../artifacts/index.js'
import { isKerrosError } from '../../core/errors/index.js'
import { describeProject } from '../../runtime/artifacts/describe-project.js'
import { type ListedNode, listNodes } from '../../runtime/select/list-nodes.js'
import { toJson } from '../../util/to-json.js'
import { EXIT, type Terminal } from '../output/terminal.js'
import type { DbtEvent, DbtLog } from './dbt-log.js'
import type { DbtOptions } from './dbt-options.js'
import { matchingSelection } from './matching-selection.js'
import { openDbtProject } from './open-dbt-project.js'

/** What `dbt ls --output json` says of a node unless it is asked for something else. */
const KEYS = [
  'alias',
  'name',
  'source_name',
  'package_name',
  'depends_on',
  'tags',
  'config',
  'resource_type',
  'source_name',
  'original_file_path',
  'unique_id',
]

const NONE_SELECTED: DbtEvent = { name: 'NoNodesSelected', code: 'P002', level: 'warn', msg: 'No nodes selected!' }

/** `dbt ls`: the selected nodes, by name, path, selector, or as their entries in the manifest. Connects to nothing. */
export async function listDbtNodes(options: DbtOptions, log: DbtLog, terminal: Terminal): Promise<number> {
  const { opened } = await openDbtProject(options, log, terminal)
  const { isEmpty, warnings, resourceTypes, ...selection } = matchingSelection(opened.project, options)
  warnings.forEach(log.event)
  const listed = isEmpty
    ? []
    : listedNodes(() => listNodes(opened.project, { ...selection, resourceType: resourceTypes }))
  if (listed.length === 0) log.event(NONE_SELECTED)
  const ids = new Set(listed.map(({ uniqueId }) => uniqueId))
  const { nodes: all, unitTests = [] } = opened.project
  const nodes = [...all, ...unitTests].filter(({ uniqueId }) => ids.has(uniqueId))
  const described = await describeProject(opened, { compiledCode: new Map() })
  const entries = new Map(
    // Hooks around a run come after the nodes.
    [...manifestEntries(described)]
      .slice(0, described.nodes.length)
      .map((entry, i) => [described.nodes[i]!.node.uniqueId, entry.node] as const),
  )
  for (const [id, entry] of Object.entries(manifestUnitTests(described))) entries.set(id, entry)
  for (const { uniqueId } of nodes) log.print(textOf(entries.get(uniqueId)!, options))
  return EXIT.success
}

/** To dbt, an empty selection is a warning. */
function listedNodes(list: () => readonly ListedNode[]): readonly ListedNode[] {
  try {
    return list()
  } catch (error) {
    if (isKerrosError(error) && error.code === 'E_NO_MATCH') return []
    throw error
  }
}

type Entry = { readonly [field: string]: unknown }

function textOf(entry: Entry, { output, outputKeys }: DbtOptions): string {
  switch (output) {
    case 'name':
      return entry['resource_type'] === 'source' ? `${entry['source_name']}.${entry['name']}` : String(entry['name'])
    case 'path':
      return String(entry['original_file_path'])
    case 'json': {
      const keys = outputKeys?.flatMap((key) => key.split(/[\s,]+/)) ?? KEYS
      return toJson(Object.fromEntries(keys.flatMap((key) => (key in entry ? [[key, entry[key]]] : []))))
    }
    default:
      return selectorOf(entry)
  }
}

/** As dbt writes it: `shop.staging.src_movies`, `source:shop.raw.orders`, `exposure:shop.board`. */
function selectorOf(entry: Entry): string {
  const { resource_type, package_name, source_name, name, fqn } = entry
  if (resource_type === 'source') return `source:${package_name}.${source_name}.${name}`
  if (resource_type === 'unit_test') return `unit_test:${package_name}.${name}`
  if (resource_type === 'exposure') return `exposure:${package_name}.${name}`
  return (fqn as readonly string[]).join('.')
}
