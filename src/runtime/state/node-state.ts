import path from 'node:path'
import { expressionBuilder } from 'kysely'
import { type NodeState, STATE_FORM } from '../../artifacts/index.js'
import type { Columns } from '../../core/columns/index.js'
import type { RelationDefinition } from '../../core/definitions/definition.js'
import { hookList } from '../../core/definitions/hooks/hook-list.js'
import type { UnitTestOptions } from '../../core/definitions/unit-test.js'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import type { BuildableNode, ProjectNode, SourceNode, TestNode } from '../../core/project/nodes/node.js'
import type { UnitTestNode } from '../../core/project/project.js'
import { readText } from '../files/read-text.js'
import type { OpenProject } from '../open/open-project.js'
import { digestOf } from './digest-of.js'

/** Options that have a digest of their own, or that only readers see. Every other option decides how something is built. */
const NOT_CONFIGS: ReadonlySet<string> = new Set([
  'description',
  'tags',
  'meta',
  'group',
  'access',
  'enabled',
  'columns',
  'tests',
  'contract',
  'constraints',
  'schema',
  'database',
  'alias',
  'preHook',
  'postHook',
])

/** What stands for the place of a target: the state of a node is the same on all of them. */
const ANY_PLACE = { database: '{database}', schema: '{schema}' }

/** What stands for a run. */
const ANY_RUN = { runId: '{run}', startedAt: new Date(0), command: 'build', fullRefresh: false }

/**
 * What is compared of a node with an earlier manifest.
 *
 * @param body The digest of what it computes.
 * @param unitTests The unit tests of the node.
 */
export function nodeState(
  node: ProjectNode,
  body: string,
  opened: OpenProject,
  unitTests: readonly UnitTestNode[] = [],
): NodeState {
  const common = { form: STATE_FORM, body: body.slice(0, 16) }
  const tested = unitTests.length > 0 && {
    unit_tests: Object.fromEntries(
      unitTests.map(({ name, definition }) => [name, unitTestDigest(definition.options, opened)]),
    ),
  }
  switch (node.resourceType) {
    case 'model':
    case 'snapshot':
    case 'seed':
      return { ...common, ...builtState(node, opened), ...tested }
    case 'test':
      return { ...common, configs: digestOf(testConfigs(node)) }
    case 'source':
      return { ...common, ...sourceState(node) }
    case 'analysis':
    case 'exposure':
    case 'chart':
      return { ...common, configs: digestOf([]), ...tested }
    default:
      return node satisfies never
  }
}

function builtState(node: BuildableNode, opened: OpenProject): Omit<NodeState, 'form' | 'body'> {
  const { columns, description } = node.options
  const contract = contractOf(node, opened)
  const described = Object.entries(columns ?? {}).flatMap(([name, about]) => {
    const text = (about as { readonly description?: string } | undefined)?.description
    return text === undefined ? [] : [[name, text] as const]
  })
  return {
    configs: digestOf(configsOf(node, opened)),
    relation: digestOf(placesOf(node, opened)),
    ...(contract !== undefined && { contract: digestOf(contract) }),
    ...(description !== undefined && { description: digestOf(description) }),
    ...(described.length > 0 && { column_descriptions: digestOf(Object.fromEntries(described)) }),
  }
}

/** What a relation promises: its columns and its constraints. `undefined` when it promises nothing. */
export function contractOf({ definition }: BuildableNode, { project }: OpenProject): unknown {
  const { contract, constraints } = definition.options as {
    readonly contract?: Columns
    readonly constraints?: { readonly [option: string]: unknown }
  }
  if (!contract && !constraints) return undefined
  return [contract && typesOf(contract), withoutFunctions(constraints ?? {}, project.nodeOf)]
}

/** What decides how a node is built besides its query. */
export interface BuildConfigs {
  readonly materialized: string
  /** Those of its materialization. */
  readonly config?: { readonly [name: string]: unknown }
  /** The types of a seed's columns. */
  readonly types?: unknown
  readonly options: { readonly [name: string]: unknown }
  /** Those before it and those after it. */
  readonly hooks: readonly [unknown, unknown]
}

/** How it is built, with defaults of folders. */
export function configsOf(node: BuildableNode, opened: OpenProject): BuildConfigs {
  const { definition, materialized, options } = node
  const own = { ...definition.options, ...options } as { readonly [option: string]: unknown }
  const building = Object.fromEntries(Object.entries(own).filter(([name]) => !NOT_CONFIGS.has(name)))
  return {
    materialized,
    // The name of a seed's file is where its rows are, not what they are.
    ...(definition.kind !== 'seed' && { config: definition.materialization.config }),
    ...(definition.kind === 'seed' && { types: typesOf(definition.columns) }),
    options: withoutFunctions(building, opened.project.nodeOf) as BuildConfigs['options'],
    hooks: [hooksOf(node, 'preHook', opened), hooksOf(node, 'postHook', opened)],
  }
}

/** The statements of hooks as they are written, on each target: a hook may ask which one it is. */
function hooksOf({ options, name }: BuildableNode, option: 'preHook' | 'postHook', opened: OpenProject): unknown {
  const { nodeOf } = opened.project
  const hooks = hookList(options[option])
  if (hooks.length === 0) return undefined
  const facts = { run: ANY_RUN, this: { ...ANY_PLACE, name } }
  return hooks.map(({ statements, inputs, transaction }) => [
    transaction,
    Object.entries(inputs).map(([input, of]) => [input, nodeOf.get(of as RelationDefinition)?.uniqueId]),
    onEachTarget(opened, (target) =>
      [statements(compileDatabase, { ...facts, target: { ...ANY_PLACE, name: target } })]
        .flat()
        .map((each) => each || undefined)
        .map((each) => each?.toOperationNode()),
    ),
  ])
}

/** Where it is built, as its options and the naming function of the project say it on each target. */
function placesOf({ name, resourceType, file, tags, options }: BuildableNode, opened: OpenProject): unknown {
  const { schema, database, alias = name } = options
  const { naming } = opened.config
  const placed = {
    database: database ?? ANY_PLACE.database,
    schema: schema === undefined ? ANY_PLACE.schema : `${ANY_PLACE.schema}_${schema}`,
    name: alias,
  }
  if (!naming) return placed
  const named = { name, resourceType, file, tags, customSchema: schema, relation: placed }
  return onEachTarget(opened, (target) => ({ ...placed, ...naming({ ...named, target }) }))
}

/** What a function of the user's gives on each target, each result once: another target alone changes nothing. */
function onEachTarget(opened: OpenProject, work: (target: string) => unknown): unknown {
  const results = Object.keys(opened.config.targets).map((target) => {
    try {
      return digestOf(work(target))
    } catch {
      return 'throws'
    }
  })
  return [...new Set(results)].sort()
}

function testConfigs({ severity, warnIf, errorIf, storeFailures, limit, history }: TestNode): unknown {
  return { severity, warnIf, errorIf, storeFailures, limit, ...(history && { history }) }
}

function sourceState({ definition, load }: SourceNode): Omit<NodeState, 'form' | 'body'> {
  const { schema, name, database, exact, freshness, loadedAtField, loadedAtQuery, eventTime } = definition
  const loadedAt = loadedAtQuery && treeOf(() => (loadedAtQuery as (db: unknown) => unknown)(compileDatabase))
  const filter = freshness?.filter && conditionOf(freshness.filter)
  return {
    configs: digestOf({ freshness: freshness && { ...freshness, filter }, loadedAtField, loadedAt, eventTime, load }),
    relation: digestOf({ schema, name, database, exact }),
  }
}

/** Names and types: nothing of it is for readers only. */
function typesOf(columns: Columns): unknown {
  return Object.fromEntries(
    Object.entries(columns).map(([name, { type, isNullable, values }]) => [name, { type, isNullable, values }]),
  )
}

/** Options whose conditions are trees in place of functions, and whose definitions are names of nodes. */
function withoutFunctions(value: unknown, nodeOf: OpenProject['project']['nodeOf']): unknown {
  if (typeof value === 'function') return conditionOf(value)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  const node = nodeOf.get(value as RelationDefinition)
  if (node) return { node: node.uniqueId }
  if (Array.isArray(value)) return value.map((each) => withoutFunctions(each, nodeOf))
  if (isExpression(value)) return value.toOperationNode()
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutFunctions(each, nodeOf)]))
}

/** The tree of a condition; of a function of another kind its text. */
function conditionOf(condition: unknown): unknown {
  return treeOf(() => (condition as (eb: unknown) => unknown)(expressionBuilder<any, any>())) ?? String(condition)
}

/** The tree of what a function returns; `undefined` where that is no expression. */
function treeOf(work: () => unknown): unknown {
  try {
    const returned = work()
    return isExpression(returned) ? returned.toOperationNode() : undefined
  } catch {
    return undefined
  }
}

function isExpression(value: unknown): value is { toOperationNode(): unknown } {
  return typeof value === 'object' && value !== null && 'toOperationNode' in value
}

/** What a unit test gives and expects, and of which nodes; its description and its tags are for readers. */
function unitTestDigest(options: UnitTestOptions<any>, { project, root }: OpenProject): string {
  const { description: _description, tags: _tags, ...tested } = options
  const given = [tested, ...(tested.runs ?? [])].flatMap((run) => (run.given ?? []).map(({ from }) => from))
  const rows = [...given, tested.expect].flatMap((each) =>
    each && 'csvFile' in each ? [readText(path.resolve(root, each.csvFile))] : [],
  )
  return digestOf([withoutFunctions(tested, project.nodeOf), rows])
}
