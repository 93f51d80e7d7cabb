import path from 'node:path'
import type { ManifestNode } from '../../artifacts/index.js'
import { KerrosError } from '../../core/errors/index.js'
import type { Target } from '../../core/ports/target.js'
import { isBuildable } from '../../core/project/nodes/node.js'
import type { Relation } from '../../core/relations/relation.js'
import type { OpenProject } from '../open/open-project.js'
import { requireStateManifest, type StateManifest } from './read-state-manifest.js'

/** Where relations are read that a command does not build itself, dbt's `--defer`. */
export interface DeferOptions {
  /** The folder with the `manifest.json` that says where they are; a relative path starts at the working directory. */
  readonly state: string
  /** Whether they are read there even if the target has them too, dbt's `--favor-state`. Default: false. */
  readonly favorState?: boolean | undefined
}

/** Where the relations of an earlier state are. */
export interface Deferral {
  /** The folder of the manifest, as the user wrote it. */
  readonly displayPath: string
  readonly favorState: boolean
  /** The relations of models, seeds and snapshots, by unique id. */
  readonly relations: ReadonlyMap<string, Relation>
  /** The project's other targets in whose databases they are. */
  readonly alsoReads: readonly Target[]
}

/**
 * Reads where the relations of an earlier state are.
 *
 * @throws KerrosError `E_FILE_NOT_FOUND` without a manifest; `E_STATE` for one of another engine.
 */
export async function readDeferral(
  opened: OpenProject,
  { state, favorState = false }: DeferOptions,
  { cwd = process.cwd(), asked = '--defer' }: { readonly cwd?: string | undefined; readonly asked?: string } = {},
): Promise<Deferral> {
  const manifest = await requireStateManifest(path.resolve(cwd, state), state, asked)
  assertSameEngine(opened, manifest, state)
  assertOtherName(opened, manifest, state)
  const relations = new Map<string, Relation>()
  for (const { uniqueId } of opened.project.nodes.filter(isBuildable)) {
    const relation = relationOf(manifest.nodes[uniqueId])
    if (relation) relations.set(uniqueId, relation)
  }
  const databases = new Set([...relations.values()].map(({ database }) => database.toLowerCase()))
  const { target, config } = opened
  const others: readonly Target[] = Object.values(config.targets)
  const alsoReads = [...databases]
    .filter((database) => database !== target.database.toLowerCase())
    .flatMap((database) => {
      const found = others.find((each) => isOfEngine(each, target) && each.database.toLowerCase() === database)
      return found ? [found] : []
    })
  return { displayPath: state, favorState, relations, alsoReads }
}

/** Where the manifest has a node; `undefined` for what leaves no relation. */
function relationOf(node: ManifestNode | undefined): Relation | undefined {
  const { resource_type, relation_name, database, schema, alias, name } = (node ?? {}) as {
    readonly [field: string]: string | null | undefined
  }
  // An ephemeral has no name of a relation.
  const isBuilt = ['model', 'seed', 'snapshot'].includes(resource_type ?? '') && relation_name !== null
  const relation = alias ?? name
  if (!isBuilt || !database || !schema || !relation) return undefined
  return { database, schema, name: relation }
}

function isOfEngine(one: Target, other: Target): boolean {
  return one.dialect.name === other.dialect.name
}

function assertSameEngine({ target, targetName }: OpenProject, { metadata }: StateManifest, state: string): void {
  const { adapter_type: engine } = metadata
  if (!engine || engine === target.dialect.name) return
  throw new KerrosError(
    'E_STATE',
    `the manifest in ${state} is of ${engine}, and the target "${targetName}" is of ${target.dialect.name}: it cannot read what is there`,
    { hint: 'Name the state of a target of the same engine.' },
  )
}

/** Two files of one name cannot be read together: the name would mean one of them, and no one could see which. */
function assertOtherName(
  { target, targetName, config }: OpenProject,
  { metadata }: StateManifest,
  state: string,
): void {
  const name = metadata.env?.['kerros_target']
  const other = name === undefined || !Object.hasOwn(config.targets, name) ? undefined : config.targets[name]
  if (!other || !target.dialect.capabilities.attachesDatabases || !isOfEngine(other, target)) return
  const isOneName = other.database.toLowerCase() === target.database.toLowerCase()
  if (!isOneName || other.about['path'] === target.about['path']) return
  throw new KerrosError(
    'E_STATE',
    `the targets "${targetName}" and "${name}", of which the manifest in ${state} is, are two files of one name, ${target.database}`,
    {
      hint: 'Give one of the files another name: the name of a file is that of its database, by which relations are read.',
    },
  )
}
