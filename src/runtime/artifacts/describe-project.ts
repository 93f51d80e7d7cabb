import path from 'node:path'
import { SelectQueryNode } from 'kysely'
import type {
  ArtifactColumn,
  ArtifactHooks,
  ArtifactNode,
  ArtifactOperation,
  ArtifactProject,
} from '../../artifacts/index.js'
import type { Columns } from '../../core/columns/index.js'
import { checkCondition } from '../../core/compile/check-condition.js'
import type { QuerySubject } from '../../core/compile/compiled-query.js'
import type { RelationDefinition } from '../../core/definitions/definition.js'
import { formatSql } from '../../core/format/format-sql.js'
import { newestQuery } from '../../core/plan/freshness-sql.js'
import { testedRowsQuery } from '../../core/project/nodes/failing-query.js'
import {
  type BuildableNode,
  isBuildable,
  isRelationNode,
  type ProjectNode,
  type TestNode,
} from '../../core/project/nodes/node.js'
import type { UnitTestNode } from '../../core/project/project.js'
import { groupBy } from '../../util/group-by.js'
import { ownVersion } from '../files/own-version.js'
import { readText } from '../files/read-text.js'
import { seedFile } from '../forms/seed-file.js'
import { lineageOf } from '../lineage/lineage.js'
import type { OpenProject } from '../open/open-project.js'
import { configPath } from '../places/config-path.js'
import { compiledHooks } from '../plan/hooks/plan-hooks.js'
import { runHookNodes } from '../plan/hooks/plan-run-hooks.js'
import { nodeState } from '../state/node-state.js'
import { withColumnLineage } from './column-lineage.js'
import { definitionChecksum } from './definition-checksum.js'
import { definitionCode } from './definition-code.js'
import { inSlices } from './in-slices.js'
import { mergeConditions } from './merge-conditions.js'

/** How much is described. */
export interface DescribeProjectOptions {
  /**
   * The SQL that a run sends, by unique id. Default: all queries are compiled, and formatted for people to read. A run has no
   * time for that: formatting takes as long as compiling.
   */
  readonly compiledCode?: ReadonlyMap<string, string | undefined> | undefined
  /** Whether columns come with what they are made of, and with inherited descriptions. Default: false. */
  readonly withLineage?: boolean | undefined
}

/**
 * Describes a project for artifacts: every node with its SQL, columns and relation on the target.
 *
 * @throws DiagnosticsError with `withLineage`: every query that throws.
 */
export async function describeProject(
  opened: OpenProject,
  { compiledCode: known, withLineage = false }: DescribeProjectOptions = {},
): Promise<ArtifactProject> {
  const { project, target } = opened
  // What is compiled for the SQL below is read again for the checksum.
  opened.compiler.keepWritten()
  const files = new Map<string, string | undefined>()
  const textOf = (file: string): string | undefined => {
    if (!files.has(file)) files.set(file, readText(path.resolve(opened.root, file)))
    return files.get(file)
  }
  const nodes: ArtifactNode[] = []
  const codeOf = (node: ProjectNode) => (known ? known.get(node.uniqueId) : formattedCode(node, opened))
  const unitTestsOf = groupBy(project.unitTests ?? [], ({ dependsOn }) => dependsOn[0] ?? '')
  const reading: NodeReading = { textOf, codeOf, unitTestsOf }
  for await (const node of inSlices(project.nodes)) nodes.push(await describeNode(node, opened, reading))
  const described = withLineage ? withColumnLineage(nodes, lineageOf(opened)) : nodes
  return {
    name: project.name,
    adapterType: target.dialect.name,
    kerrosVersion: await ownVersion(),
    targetName: opened.targetName,
    database: target.database,
    schema: target.schema,
    nodes: described,
    disabled: await disabledNodes(opened, reading),
    operations: operationsOf(opened),
    unitTests: (project.unitTests ?? []).map((node) => {
      const { code, line } = definitionCode(textOf(node.file) ?? '', node.name)
      return { node, rawCode: code, place: line === undefined ? undefined : `${node.file}:${line}` }
    }),
    groups: { file: configPath(opened), byName: opened.config.groups },
  }
}

interface NodeReading {
  /** The text of a file of the project; `undefined` if it cannot be read. */
  readonly textOf: (file: string) => string | undefined
  /** The SQL of a node's query. */
  readonly codeOf: (node: ProjectNode) => string | undefined
  /** The unit tests of each node. */
  readonly unitTestsOf: ReadonlyMap<string, readonly UnitTestNode[]>
}

/** What is left out; not what throws, since a definition may be disabled for that. */
async function disabledNodes(opened: OpenProject, reading: NodeReading): Promise<readonly ArtifactNode[]> {
  const found = (opened.project.disabled ?? []).map((node) =>
    describeNode(node, opened, { ...reading, codeOf: () => undefined }).catch(() => undefined),
  )
  return (await Promise.all(found)).filter((each) => each !== undefined)
}

/** Read on this thread: the others of the process are busy with statements, and a small file takes less time than a turn of theirs. */
async function describeNode(
  node: ProjectNode,
  opened: OpenProject,
  { textOf, codeOf, unitTestsOf }: NodeReading,
): Promise<ArtifactNode> {
  const { relations, target, compiler } = opened
  const relation = hasRelation(node) ? relations.get(node.uniqueId) : undefined
  const rows = await seedFile(node, opened.root)
  const found = definitionCode(textOf(node.file) ?? '', node.name)
  const checksum =
    rows?.checksum ??
    definitionChecksum(node, {
      read: (query, facts) => compiler.takeWritten(query, facts),
      nodeOf: opened.project.nodeOf,
      vars: opened.config.vars,
    })
  return {
    node,
    relation,
    relationName: relation && target.dialect.completeName(relation),
    columns: isRelationNode(node) ? columnsOf(node.definition, opened) : analysisColumns(node, opened),
    rawCode: node.resourceType === 'test' && node.testName !== undefined ? testCode(node) : found.code,
    compiledCode: codeOf(node),
    checksum,
    state: nodeState(node, checksum, opened, unitTestsOf.get(node.uniqueId)),
    file: rows?.path ?? node.file,
    rowsBy: undefined,
    isOpaque: undefined,
    where: node.resourceType === 'test' && node.where ? conditionCode(node, opened) : undefined,
    ...freshnessCode(node, opened),
    hooks: hooksOf(node, opened),
    ...checkCode(node, opened),
    ...mergeConditions(node, opened),
    place: found.line === undefined ? undefined : `${node.file}:${found.line}`,
  }
}

/** The name of a column test, as users call it. */
function testCode({ testName, arguments: given }: TestNode): string {
  return `${testName}(${Object.values(given)
    .map((value) => JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? `${each}n` : each)))
    .join(', ')})`
}

/** The condition of a test's rows; `undefined` where it does not compile, which is reported elsewhere. */
function conditionCode({ name, inputs, where }: TestNode, { compiler, target: { dialect } }: OpenProject) {
  try {
    const { node } = compiler.compile({
      name,
      inputs: { model: inputs['model']! },
      query: () => testedRowsQuery(where!),
    })
    return SelectQueryNode.is(node) && node.where ? dialect.compile(node.where.where) : undefined
  } catch {
    return undefined
  }
}

/** What stands for a run in artifacts, which are the same for all runs. */
const ANY_RUN = { runId: '{{ invocation_id }}', startedAt: new Date(0), command: 'build', fullRefresh: false }

/** `undefined` also where they do not compile, which is reported elsewhere. */
function hooksOf(node: ProjectNode, opened: OpenProject): ArtifactHooks | undefined {
  if (!isBuildable(node) || !hasHooks(node)) return undefined
  const { targetName, target } = opened
  const { database, schema, dialect } = target
  const facts = { target: { name: targetName, database, schema }, run: ANY_RUN }
  try {
    const compiled = (when: 'pre-hook' | 'post-hook') =>
      compiledHooks(node, when, { targeted: opened, dialect, facts }).map(({ sql, transaction }) => ({
        sql,
        transaction,
      }))
    return { pre: compiled('pre-hook'), post: compiled('post-hook') }
  } catch {
    return undefined
  }
}

/** The hooks around a run; those that do not compile are left out, since the run reports them. */
function operationsOf(opened: OpenProject): readonly ArtifactOperation[] {
  const { target, targetName, config } = opened
  const { database, schema, dialect } = target
  const facts = { target: { name: targetName, database, schema }, run: ANY_RUN }
  const nodes = runHookNodes({ targeted: opened, dialect, facts, hooks: config.runHooks, file: configPath(opened) })
  return (['start', 'end'] as const).flatMap((when) =>
    nodes[when].flatMap(({ uniqueId, name, file, steps, diagnostics }, index) => {
      if (diagnostics.length > 0) return []
      const isOfResults = steps.some(({ kind }) => kind === 'resultsHook')
      const sql = isOfResults ? undefined : steps.flatMap((step) => dialect.render(step)).join(';\n')
      return [{ uniqueId, name, when: `on-run-${when}`, index, file, sql } as const]
    }),
  )
}

function hasHooks({ options }: BuildableNode): boolean {
  return options.preHook !== undefined || options.postHook !== undefined
}

/** The conditions of a model's checks; nothing where one does not compile, which is reported elsewhere. */
function checkCode(node: ProjectNode, { compiler, target: { dialect } }: OpenProject): Pick<ArtifactNode, 'checks'> {
  if (node.resourceType !== 'model' || node.definition.kind !== 'model') return {}
  const { definition } = node
  const { check } = definition.options.constraints ?? {}
  if (!check) return {}
  try {
    const compiled = Object.entries(check).map(([name, condition]) => [
      name,
      dialect.compile(checkCondition({ definition, condition, name: node.name, check: name }, compiler)),
    ])
    return { checks: Object.fromEntries(compiled) }
  } catch {
    return {}
  }
}

/** The condition and the query of a source's freshness; `undefined` where they do not compile, which is reported elsewhere. */
function freshnessCode(
  node: ProjectNode,
  { compiler, target: { dialect } }: OpenProject,
): Pick<ArtifactNode, 'freshnessFilter' | 'loadedAtQuery'> {
  const newest = node.resourceType === 'source' ? newestQuery(node.definition) : undefined
  const isSaid = node.resourceType === 'source' && (node.definition.freshness?.filter ?? node.definition.loadedAtQuery)
  if (!newest || !isSaid) return { freshnessFilter: undefined, loadedAtQuery: undefined }
  try {
    const { node: compiled } = compiler.compile({ name: node.name, file: node.file, ...newest })
    const where = SelectQueryNode.is(compiled) ? compiled.where : undefined
    return node.definition.loadedAtQuery
      ? { freshnessFilter: undefined, loadedAtQuery: dialect.compile(compiled) }
      : { freshnessFilter: where && dialect.compile(where.where), loadedAtQuery: undefined }
  } catch {
    return { freshnessFilter: undefined, loadedAtQuery: undefined }
  }
}

/** Ephemerals are inlined and create nothing. */
function hasRelation(node: ProjectNode): boolean {
  // A test has one if it stores its failing rows.
  if (node.resourceType === 'test') return true
  if (!isRelationNode(node)) return false
  return node.resourceType === 'source' || node.definition.materialization.relationType !== undefined
}

/** The query of a node; `undefined` for nodes that files fill or that only read. */
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

/** `undefined` for a query that does not compile: the command that needs it reports why. */
function formattedCode(node: ProjectNode, { compiler, target: { dialect } }: OpenProject): string | undefined {
  const query = queryOf(node)
  try {
    return query && formatSql(dialect.compileBoth(compiler.compile(query).node).complete, dialect.lexicalRules)
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
      decidedBy: undefined,
      isOpaque: undefined,
      isNullable: own ? own.isNullable : isNullable,
    }
  })
}

/** What an analysis returns; `undefined` for other nodes, and where raw SQL hides it. */
function analysisColumns(node: ProjectNode, { compiler, target }: OpenProject): readonly ArtifactColumn[] | undefined {
  if (node.resourceType !== 'analysis') return undefined
  try {
    return compiler.compile(queryOf(node)!).columns?.map(({ name, type, isNullable }) => ({
      name,
      type: type && target.dialect.typeName(type),
      description: undefined,
      descriptionFrom: undefined,
      madeOf: undefined,
      decidedBy: undefined,
      isOpaque: undefined,
      isNullable,
    }))
  } catch {
    return undefined
  }
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
