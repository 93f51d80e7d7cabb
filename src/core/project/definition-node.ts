import type { NamedDefinition } from './collect-definitions.js'
import type { NodeOptions } from './folder-defaults.js'
import { failingQuery, testFacts } from './nodes/failing-query.js'
import type { ProjectNode } from './nodes/node.js'

/** The node of a definition; `undefined` for tests of columns and relations, which are nodes one by one, and for what belongs to a source. */
export function definitionNode(
  { definition, name, file }: NamedDefinition,
  uniqueId: string,
  dependsOn: readonly string[],
  options?: NodeOptions,
): ProjectNode | undefined {
  const base = { uniqueId, name, file, dependsOn }
  switch (definition.kind) {
    case 'testColumns':
    case 'testRelation':
    case 'unitTest':
    case 'copyInto':
    case 'operation':
      return undefined
    case 'source': {
      const { tags, description, schema, load } = definition
      return { ...base, resourceType: 'source', definition, sourceName: schema, load, tags, description }
    }
    case 'model':
    case 'seed':
    case 'snapshot': {
      const own = options ?? definition.options
      const { tags = [], description } = own
      return {
        ...base,
        resourceType: definition.kind,
        definition,
        materialized: definition.materialization.name,
        options: own,
        tags,
        description,
      }
    }
    case 'dataTest': {
      const { inputs, query, options } = definition
      const none = {
        namedColumns: [],
        arguments: {},
        column: undefined,
        testName: undefined,
        namespace: undefined,
        testedNode: undefined,
        where: undefined,
      }
      return {
        ...base,
        ...none,
        ...testFacts(options),
        isNamed: true,
        resourceType: 'test',
        writtenIn: name,
        inputs,
        query: failingQuery(query, options),
      }
    }
    case 'analysis':
      return {
        ...base,
        resourceType: 'analysis',
        definition,
        tags: definition.tags,
        description: definition.description,
      }
    case 'exposure':
      return {
        ...base,
        resourceType: 'exposure',
        definition,
        tags: definition.tags,
        description: definition.description,
      }
    case 'chart':
      return { ...base, resourceType: 'chart', definition, tags: definition.tags, description: definition.description }
    default:
      return definition satisfies never
  }
}
