import { stat } from 'node:fs/promises'
import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'
import { suggestName } from '../../core/graph/suggest-name.js'
import type { Target } from '../../core/ports/target.js'
import type { Relation } from '../../core/relations/relation.js'
import type { OpenProject } from '../open/open-project.js'
import { type ChosenTarget, targetOf } from '../open/open-target.js'
import { targetProject } from '../open/targeted-project.js'
import { readDeferral } from '../state/deferral.js'

/** What relations are compared with. */
export interface OtherSide {
  /** As the user called it. */
  readonly title: string
  /** Where the relations of nodes are there, by unique id. */
  readonly relations: ReadonlyMap<string, Relation>
  /** Targets of the same engine whose relations are read. */
  readonly alsoReads: readonly Target[]
}

/** How it is found. */
export interface OtherSideOptions {
  /** Where the path of a folder starts. Default: the working directory. */
  readonly cwd?: string | undefined
  /** The project whose names its relations have. Default: the opened project. */
  readonly namedBy?: OpenProject | undefined
}

const KIND = /^(target|schema|state):(.+)$/s

/**
 * Finds what is compared with: another target, another schema, or a folder with a manifest.
 *
 * @throws KerrosError `E_INVALID_OPTION` for what is none of them, or is of another engine or account; `E_UNKNOWN_TARGET`;
 *   `E_FILE_NOT_FOUND` or `E_STATE` for a folder that cannot be used.
 */
export async function otherSide(
  opened: OpenProject,
  against: string,
  options: OtherSideOptions = {},
): Promise<OtherSide> {
  const { namedBy = opened, cwd = process.cwd() } = options
  const [, kind, name = against] = KIND.exec(against) ?? []
  if (kind === 'schema') return inSchema(namedBy, name, against)
  const isTarget = Object.hasOwn(namedBy.config.targets, name)
  if (kind === 'target' || (kind === undefined && isTarget)) return inTarget(opened, namedBy, name)
  if (kind === undefined && !(await hasManifest(path.resolve(cwd, name)))) throw nothingOfName(name, namedBy)
  const { relations, alsoReads } = await readDeferral(namedBy, { state: name }, { cwd, asked: '--against' })
  return { title: name, relations, alsoReads }
}

async function inTarget(opened: OpenProject, namedBy: OpenProject, name: string): Promise<OtherSide> {
  const other = targetOf(namedBy.config, name)
  await assertReadableTogether(opened, other)
  const isElsewhere = other.target.database.toLowerCase() !== opened.target.database.toLowerCase()
  return { title: name, relations: relationsIn(namedBy, other), alsoReads: isElsewhere ? [other.target] : [] }
}

/** A schema of the target, or of another database, as if the target were there. */
function inSchema(namedBy: OpenProject, name: string, title: string): OtherSide {
  const { target, targetName, config } = namedBy
  const parts = name.split('.')
  if (parts.length > 2 || parts.includes(''))
    throw new KerrosError('E_INVALID_OPTION', `"${title}" does not name a schema`, {
      hint: 'Name a schema, or a database and a schema: schema:main, schema:prod.main.',
    })
  const schema = parts.at(-1)!
  const database = parts.length === 2 ? parts[0]! : target.database
  const placed: Target = { ...target, database, schema }
  const isElsewhere = database.toLowerCase() !== target.database.toLowerCase()
  const targets: readonly Target[] = Object.values(config.targets)
  const holder = targets.find(
    (each) => isOfEngine(each, target) && each.database.toLowerCase() === database.toLowerCase(),
  )
  return {
    title,
    relations: relationsIn(namedBy, { target: placed, targetName }),
    alsoReads: isElsewhere && holder ? [holder] : [],
  }
}

function relationsIn({ project, config, variables }: OpenProject, chosen: ChosenTarget): ReadonlyMap<string, Relation> {
  return targetProject(project, chosen, config.naming, variables).relations
}

/** One query reads both sides. */
async function assertReadableTogether(
  { target, targetName, root }: OpenProject,
  { target: other, targetName: name }: ChosenTarget,
): Promise<void> {
  if (!isOfEngine(target, other))
    throw new KerrosError(
      'E_INVALID_OPTION',
      `target "${targetName}" is ${target.dialect.title} and target "${name}" is ${other.dialect.title}: no query reads both`,
      { hint: 'Compare two targets of one engine.' },
    )
  const [place, otherPlace] = await Promise.all([target, other].map((each) => placeOf(each, root)))
  if (place === undefined || otherPlace === undefined || place === otherPlace) return
  const isAttached = target.dialect.capabilities.attachesDatabases
  if (isAttached && target.database.toLowerCase() !== other.database.toLowerCase()) return
  throw new KerrosError(
    'E_INVALID_OPTION',
    isAttached
      ? `the targets "${targetName}" and "${name}" are two files of one name, ${target.database}: no query reads both`
      : `the targets "${targetName}" and "${name}" are in two accounts: no query reads both`,
    {
      hint: isAttached
        ? 'Give one of the files another name: the name of a file is that of its database, by which relations are read.'
        : 'Compare two targets of one account.',
    },
  )
}

/** The account or the file; `undefined` if it is not known without a connection. */
async function placeOf(target: Target, root: string): Promise<string | undefined> {
  try {
    return (await target.datasetNaming?.(root))?.namespace
  } catch {
    return undefined
  }
}

function isOfEngine(one: Target, other: Target): boolean {
  return one.dialect.name === other.dialect.name
}

async function hasManifest(folder: string): Promise<boolean> {
  return stat(path.join(folder, 'manifest.json')).then(
    () => true,
    () => false,
  )
}

function nothingOfName(name: string, { config }: OpenProject): KerrosError {
  const names = Object.keys(config.targets)
  const nearest = suggestName(name, names)
  return new KerrosError(
    'E_INVALID_OPTION',
    `there is nothing to compare with: "${name}" is neither a target nor a folder with a manifest.json`,
    {
      hint: nearest
        ? `Did you mean "${nearest}"?`
        : `The targets are ${names.join(', ')}. A schema is named like this: schema:main.`,
    },
  )
}
