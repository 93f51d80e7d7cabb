import { ModelCompiler } from '../core/compile/model-compiler.js'
import { RunClock } from '../core/compile/run-clock.js'
import type { RelationDefinition } from '../core/definitions/definition.js'
import type { Source } from '../core/definitions/source.js'
import { definitionNode } from '../core/project/definition-node.js'
import type { ProjectNode } from '../core/project/nodes/node.js'
import type { Relation } from '../core/relations/relation.js'
import type { SqlDialect } from '../core/steps/sql-dialect.js'
import { resolveVariables, type Variables } from '../runtime/open/resolve-variables.js'
import type { TargetedProject } from '../runtime/open/targeted-project.js'
import { type NamedDefinitions, readBy } from './definitions-within.js'
import { RUN_TIME, type TestingOptions } from './testing-options.js'

/** Where a project of a few definitions is. */
export interface TestingPlace {
  readonly dialect: SqlDialect
  readonly database: string
  readonly schema: string
  sourceRelation(source: Source<any>): Relation
}

/** A project of a few definitions, as one dialect sees it. */
export interface TestingProject extends TargetedProject {
  readonly variables: Variables
  relationOf(definition: RelationDefinition): Relation | undefined
}

/**
 * Makes a project of definitions that no project exports.
 *
 * @param isGiven Whether rows stand in for a definition: then it always has a relation, and reads nothing.
 */
export function testingProject(
  definitions: NamedDefinitions,
  place: TestingPlace,
  { vars = {}, projectVars = {}, now = RUN_TIME }: TestingOptions,
  isGiven: (definition: RelationDefinition) => boolean = () => false,
): TestingProject {
  const idOf = (definition: RelationDefinition): string => `${definition.kind}.testing.${definitions.get(definition)}`
  const nodeOf = new Map<RelationDefinition, ProjectNode>()
  const relations = new Map<string, Relation>()
  for (const [definition, name] of definitions) {
    const id = idOf(definition)
    const reads = isGiven(definition) ? [] : Object.values(readBy(definition)).map(idOf)
    nodeOf.set(definition, definitionNode({ definition, name, file: name }, id, [...new Set(reads)])!)
    const { database, schema } = place
    relations.set(id, definition.kind === 'source' ? place.sourceRelation(definition) : { database, schema, name })
  }
  const relationOf = (definition: RelationDefinition): Relation | undefined =>
    isInlined(definition) && !isGiven(definition) ? undefined : relations.get(idOf(definition))
  const variables = resolveVariables({ ...projectVars, ...vars }, Object.keys(vars))
  const clock = new RunClock()
  clock.start(now)
  const compiler = new ModelCompiler({
    dialect: place.dialect,
    nameOf: (definition) => definitions.get(definition) ?? 'a query',
    relationOf,
    variable: (name, byDefault) => variables.value(name, byDefault),
    now: () => clock.time,
  })
  return {
    project: { name: 'testing', nodes: [...nodeOf.values()], nodeOf },
    relations,
    compiler,
    clock,
    variables,
    relationOf,
  }
}

/** Whether a definition leaves nothing behind. */
export function isInlined(definition: RelationDefinition): boolean {
  return definition.kind === 'model' && definition.materialization.relationType === undefined
}
