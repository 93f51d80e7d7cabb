import { isRelationDefinition, type RelationDefinition } from '../definitions/definition.js'
import type { ProjectDefaults } from '../definitions/options/folder-options.js'
import type { Diagnostic } from '../errors/index.js'
import { findCycles } from '../graph/find-cycles.js'
import { checkColumnTests, checkDefinition } from './check-definition.js'
import { checkedInputs } from './checked-inputs.js'
import { collectDefinitions, type NamedDefinition, type ProjectModule } from './collect-definitions.js'
import { collectCopies, withCopy } from './copies.js'
import { definitionNode } from './definition-node.js'
import { type NodeOptions, nodeOptions, unusedDefaults } from './folder-defaults.js'
import type { ProjectNode } from './nodes/node.js'
import { checkGivenNames, withDistinctNames } from './nodes/with-distinct-names.js'
import { checkAccess, type ProjectGroups } from './options/groups.js'
import type { Project, UnitTestNode } from './project.js'
import { checkRelationTests, relationTests } from './relation-tests.js'
import { testNode } from './test-nodes.js'
import { testedRows, testsByColumn } from './tests-by-column.js'

/** What a configuration says of the definitions of its project. */
export interface BuildProjectOptions {
  readonly defaults?: ProjectDefaults
  readonly groups?: ProjectGroups
  readonly audit?: boolean | undefined
}

/**
 * Makes a project out of what its files export. Never throws for a user's error: all diagnostics are collected, so that
 * one run shows all of them.
 */
export function buildProject(
  name: string,
  modules: readonly ProjectModule[],
  { defaults = {}, groups = {}, audit }: BuildProjectOptions = {},
): { readonly project: Project; readonly diagnostics: readonly Diagnostic[] } {
  const { definitions: all, diagnostics } = collectDefinitions(modules)
  const options = optionsOf(all, defaults, audit)
  const definitions = all.filter((found) => !isDisabled(found, options))
  const disabled = new Set<unknown>(all.filter((found) => isDisabled(found, options)).map((found) => found.definition))
  const ids = new Map(definitions.map((found) => [found.definition, uniqueId(name, found)]))
  const idOf = (definition: RelationDefinition): string | undefined => ids.get(definition)
  const known = {
    idOf,
    isDisabled: (definition: RelationDefinition) => disabled.has(definition),
    optionsOf: (definition: unknown) => options.get(definition),
  }
  const copies = collectCopies(definitions)
  const inputDiagnostics: Diagnostic[] = [...copies.diagnostics]
  const nodes = definitions.flatMap((found): ProjectNode[] => {
    const inputs = checkedInputs(found, known)
    inputDiagnostics.push(...inputs.diagnostics)
    const node = withCopy(
      definitionNode(found, ids.get(found.definition)!, inputs.ids, options.get(found.definition)),
      copies,
    )
    inputDiagnostics.push(...checkDefinition(found), ...checkColumnTests(found), ...checkRelationTests(found))
    const tests = carriedTests(name, found, idOf)
    return node ? [node, ...tests] : tests
  })
  const distinct = new Map(withDistinctNames(nodes).map((node) => [node.uniqueId, node]))
  const sorted = [...distinct.values()].sort((a, b) => (a.uniqueId < b.uniqueId ? -1 : 1))
  const nodeOf = new Map<RelationDefinition, ProjectNode>()
  for (const { definition } of definitions) {
    const node = distinct.get(ids.get(definition)!)
    if (node && isRelationDefinition(definition)) nodeOf.set(definition, node)
  }
  return {
    project: Object.freeze({
      name,
      nodes: Object.freeze(sorted),
      unitTests: unitTestNodes(name, definitions, ids),
      nodeOf,
      disabled: disabledNodes(name, all, options),
      operations: definitions.filter(({ definition }) => definition.kind === 'operation'),
    }),
    diagnostics: [
      ...diagnostics,
      ...unusedDefaults(defaults, all),
      ...inputDiagnostics,
      ...checkGivenNames(nodes),
      ...checkCycles(sorted),
      ...checkAccess(sorted, groups),
    ],
  }
}

/** The options of what is built, with those of its folders. */
function optionsOf(
  definitions: readonly NamedDefinition[],
  defaults: ProjectDefaults,
  audit: boolean | undefined,
): ReadonlyMap<unknown, NodeOptions> {
  return new Map(
    definitions
      .filter(({ definition: { kind } }) => kind === 'model' || kind === 'seed' || kind === 'snapshot')
      .map((found) => [found.definition, nodeOptions(found, defaults, audit)]),
  )
}

/** The nodes that disabled definitions would be; dbt's manifest lists them. */
function disabledNodes(
  project: string,
  all: readonly NamedDefinition[],
  options: ReadonlyMap<unknown, NodeOptions>,
): readonly ProjectNode[] {
  const ids = new Map(all.map((found) => [found.definition, uniqueId(project, found)]))
  const idOf = (definition: RelationDefinition): string | undefined => ids.get(definition)
  const nodes = all
    .filter((found) => found.definition.kind !== 'unitTest' && isDisabled(found, options))
    .flatMap((found): ProjectNode[] => {
      const node = definitionNode(found, uniqueId(project, found), [], options.get(found.definition))
      const tests = carriedTests(project, found, idOf)
      return node ? [node, ...tests] : tests
    })
  return withDistinctNames(nodes)
}

/** Whether a definition does not count; the tests of it that are declared apart do not either. */
function isDisabled({ definition }: NamedDefinition, options: ReadonlyMap<unknown, NodeOptions>): boolean {
  const isApart =
    definition.kind === 'testColumns' || definition.kind === 'testRelation' || definition.kind === 'unitTest'
  if (definition.kind === 'unitTest' && definition.options.enabled === false) return true
  return options.get(isApart ? definition.of : definition)?.enabled === false
}

function uniqueId(project: string, { definition, name }: NamedDefinition): string {
  switch (definition.kind) {
    case 'source':
      return `source.${project}.${definition.schema}.${name}`
    case 'dataTest':
      return `test.${project}.${name}`
    case 'unitTest':
      return `unit_test.${project}.${name}`
    default:
      return `${definition.kind}.${project}.${name}`
  }
}

function unitTestNodes(
  project: string,
  definitions: readonly NamedDefinition[],
  ids: ReadonlyMap<NamedDefinition['definition'], string>,
): readonly UnitTestNode[] {
  return definitions.flatMap(({ definition, name, file }): UnitTestNode[] => {
    if (definition.kind !== 'unitTest') return []
    const testedId = ids.get(definition.of as RelationDefinition)
    const tested = testedId?.split('.').at(-1)
    const { tags = [], description } = definition.options
    return [
      {
        uniqueId: ['unit_test', project, ...(tested === undefined ? [] : [tested]), name].join('.'),
        resourceType: 'unit_test',
        name,
        file,
        tags,
        description,
        dependsOn: testedId === undefined ? [] : [testedId],
        definition,
      },
    ]
  })
}

/** The test nodes that a definition carries: those of columns, and those of the relation. */
function carriedTests(
  project: string,
  found: NamedDefinition,
  idOf: (definition: RelationDefinition) => string | undefined,
): ProjectNode[] {
  const { definition } = found
  const isApart = definition.kind === 'testColumns' || definition.kind === 'testRelation'
  const of = isApart ? (definition.of as RelationDefinition) : definition
  if (!isRelationDefinition(of)) return []
  const nodeId = idOf(of)
  if (nodeId === undefined) return []
  const nodeName = nodeId.split('.').at(-1)!
  const place = { project, file: found.file, of, nodeId, nodeName, writtenIn: found.name }
  return [
    ...Object.entries(testsByColumn(definition)).flatMap(([column, tests]) =>
      tests.map((test) => testNode(test, { ...place, column, where: testedRows(definition, column) }, idOf)),
    ),
    ...relationTests(definition).map(({ test, where }) => testNode(test, { ...place, column: undefined, where }, idOf)),
  ]
}

function checkCycles(nodes: readonly ProjectNode[]): readonly Diagnostic[] {
  return findCycles(nodes).map((path) => ({
    code: 'E_CYCLE',
    message: `these depend on each other: ${path.map((id) => id.split('.').at(-1)).join(' -> ')}`,
    hint: 'Take one of the inputs away; what both need usually belongs into a model of its own.',
    subject: nodes.find((node) => node.uniqueId === path[0])?.name,
    at: nodes.find((node) => node.uniqueId === path[0])?.file,
  }))
}
