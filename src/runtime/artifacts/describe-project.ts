import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { ArtifactColumn, ArtifactNode, ArtifactProject } from '../../artifacts/index.js'
import type { Columns } from '../../core/columns/index.js'
import type { QuerySubject } from '../../core/compile/model-compiler.js'
import type { RelationDefinition } from '../../core/definitions/definition.js'
import { isRelationNode, type ProjectNode, type TestNode } from '../../core/project/node.js'
import { ownVersion } from '../files/own-version.js'
import { lineageOf } from '../lineage/lineage.js'
import type { OpenProject } from '../open/open-project.js'
import { seedFolder } from '../plan/seed-folder.js'
import { withColumnLineage } from './column-lineage.js'
import { definitionChecksum } from './definition-checksum.js'
import { definitionCode } from './definition-code.js'

/** How much is described. */
export interface DescribeProjectOptions {
  /** The unique ids whose queries are compiled. Default: all. */
  readonly compiled?: ReadonlySet<string> | undefined
  /** Whether columns come with what they are made of, and with inherited descriptions. Default: false. */
  readonly withLineage?: boolean | undefined
}

/**
 * Describes a project for artifacts: every node with the SQL, the columns and the relation that the target makes of it.
 *
 * @throws DiagnosticsError with `withLineage`: every query that throws.
 */
export async function describeProject(
  opened: OpenProject,
  { compiled, withLineage = false }: DescribeProjectOptions = {},
): Promise<ArtifactProject> {
  const { project, target } = opened
  const files = new Map<string, Promise<string | undefined>>()
  const textOf = (file: string): Promise<string | undefined> => {
    const found = files.get(file) ?? readFile(path.resolve(opened.root, file), 'utf8').catch(() => undefined)
    files.set(file, found)
    return found
  }
  const nodes: ArtifactNode[] = []
  for (const node of project.nodes) {
    const isCompiled = compiled === undefined || compiled.has(node.uniqueId)
    nodes.push(await describeNode(node, opened, { textOf, isCompiled }))
  }
  const described = withLineage ? withColumnLineage(nodes, lineageOf(opened)) : nodes
  return {
    name: project.name,
    adapterType: target.dialect.name,
    kerrosVersion: await ownVersion(),
    database: target.database,
    schema: target.schema,
    nodes: described,
  }
}

interface NodeReading {
  /** The text of a file of the project; `undefined` when it cannot be read. */
  readonly textOf: (file: string) => Promise<string | undefined>
  readonly isCompiled: boolean
}

async function describeNode(
  node: ProjectNode,
  opened: OpenProject,
  { textOf, isCompiled }: NodeReading,
): Promise<ArtifactNode> {
  const { relations, target } = opened
  const relation = hasRelation(node) ? relations.get(node.uniqueId) : undefined
  const found = definitionCode((await textOf(node.file)) ?? '', node.name)
  const query = queryOf(node)
  return {
    node,
    relation,
    relationName: relation && target.dialect.quoteRelation(relation),
    columns: isRelationNode(node) ? columnsOf(node.definition, opened) : undefined,
    rawCode: node.resourceType === 'test' && node.testName !== undefined ? testCode(node) : found.code,
    compiledCode: query && isCompiled ? compiledCode(query, opened) : undefined,
    checksum: definitionChecksum(node, await seedText(node, opened)),
    rowsBy: undefined,
    place: found.line === undefined ? undefined : `${node.file}:${found.line}`,
  }
}

/** A test of a column as its user calls it. */
function testCode({ testName, arguments: given }: TestNode): string {
  return `${testName}(${Object.values(given)
    .map((value) => JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? `${each}n` : each)))
    .join(', ')})`
}

/** Ephemerals are inlined, and leave nothing behind. */
function hasRelation(node: ProjectNode): boolean {
  if (!isRelationNode(node)) return false
  return node.resourceType === 'source' || node.definition.materialization.relationType !== undefined
}

/** The query of a node; `undefined` for what is filled by files, or only reads. */
function queryOf(node: ProjectNode): QuerySubject | undefined {
  const { name, file } = node
  switch (node.resourceType) {
    case 'model':
    case 'snapshot': {
      const { definition } = node
      if (definition.kind === 'seed') return undefined
      return { name, file, inputs: definition.inputs, query: definition.query, definition }
    }
    case 'test':
      return { name, file, inputs: node.inputs, query: node.query, namedColumns: node.namedColumns }
    case 'analysis':
      return { name, file, inputs: node.definition.inputs, query: node.definition.query }
    default:
      return undefined
  }
}

/** `undefined` for a query that does not compile: the command that needs it says why. */
function compiledCode(query: QuerySubject, { compiler, target }: OpenProject): string | undefined {
  try {
    return target.dialect.compile(compiler.compile(query).node)
  } catch {
    return undefined
  }
}

function columnsOf(definition: RelationDefinition, opened: OpenProject): readonly ArtifactColumn[] | undefined {
  const declared = declaredColumns(definition)
  const described = describedColumns(definition)
  return returnedColumns(definition, opened)?.map(({ name, type, isNullable }) => {
    const own = Object.hasOwn(declared, name) ? declared[name] : undefined
    return {
      name,
      type: type && opened.target.dialect.typeName(type),
      description: (Object.hasOwn(described, name) ? described[name]?.description : undefined) ?? own?.description,
      descriptionFrom: undefined,
      madeOf: undefined,
      isNullable: own ? own.isNullable : isNullable,
    }
  })
}

function returnedColumns(definition: RelationDefinition, { compiler }: OpenProject) {
  try {
    return compiler.columnsOf(definition)
  } catch {
    return undefined
  }
}

function declaredColumns(definition: RelationDefinition): Columns {
  if (definition.kind === 'source' || definition.kind === 'seed') return definition.columns
  return (definition.options.contract as Columns | undefined) ?? {}
}

function describedColumns(definition: RelationDefinition): {
  readonly [name: string]: { readonly description?: string } | undefined
} {
  return definition.kind === 'source' ? {} : (definition.options.columns ?? {})
}

/** What a seed's file holds, so that other rows are another seed. */
async function seedText(node: ProjectNode, { root }: OpenProject): Promise<Uint8Array | undefined> {
  if (node.resourceType !== 'seed' || node.definition.kind !== 'seed') return undefined
  try {
    const folder = await seedFolder(node.definition.options.package, root)
    return await readFile(path.resolve(folder ?? root, node.definition.file))
  } catch {
    return undefined
  }
}
