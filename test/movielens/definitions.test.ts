import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { RelationDefinition } from '../../src/core/definitions/definition.js'
import { isRelationNode, type ProjectNode, type TestNode } from '../../src/core/project/nodes/node.js'
import { type OpenProject, openProject } from '../../src/runtime/open/open-project.js'
import { ROOT } from './movielens-project.js'

const KEYS = /(^(user|movie|tag)_id|_key)$/

let opened: OpenProject
let nodes: readonly ProjectNode[]

beforeAll(async () => {
  opened = await openProject({ project: path.join(ROOT, 'kerros.config.ts') })
  nodes = opened.project.nodes
})

describe('the definitions of the reference project', () => {
  it('can be meant for Snowflake, without a login', async () => {
    const { target } = await openProject({ project: path.join(ROOT, 'kerros.config.ts'), target: 'prod' })
    expect([target.dialect.name, target.database, target.schema]).toEqual(['snowflake', 'MOVIELENS', 'DEV'])
  })

  it('everything but column tests is described', () => {
    const silent = nodes.filter((node) => !node.description && !(node.resourceType === 'test' && node.testName))
    expect(silent.map(({ uniqueId }) => uniqueId)).toEqual([])
  })

  it('every column is described', () => {
    const silent = nodes.filter(isRelationNode).flatMap(({ uniqueId, definition }) => {
      const described = descriptions(definition)
      const names = opened.compiler.columnsOf(definition)?.map(({ name }) => name) ?? ['?']
      return names.filter((name) => !described[name]).map((name) => `${uniqueId}.${name}`)
    })
    expect(silent).toEqual([])
  })

  it('every key and id is tested for NULL', () => {
    const tested = new Set(
      nodes.filter(isColumnTest('not_null')).map(({ testedNode, column }) => `${testedNode}.${column}`),
    )
    const untested = nodes
      .filter(isRelationNode)
      .filter((node) => node.resourceType !== 'source' && node.materialized !== 'ephemeral')
      .flatMap(({ uniqueId, definition }) =>
        opened.compiler.columnsOf(definition)!.map(({ name }) => ({ name, key: `${uniqueId}.${name}` })),
      )
      .filter(({ name, key }) => KEYS.test(name) && !tested.has(key))
    expect(untested).toEqual([])
  })

  it('a file holds one definition and has its name', () => {
    const others = nodes.filter(
      (node) => node.resourceType !== 'source' && node.file.split('/').at(-1) !== `${node.name}.ts`,
    )
    expect(others.filter((node) => !(node.resourceType === 'test' && node.testName))).toEqual([])
  })
})

const isColumnTest =
  (name: string) =>
  (node: ProjectNode): node is TestNode =>
    node.resourceType === 'test' && node.testName === name

function descriptions(definition: RelationDefinition): { readonly [column: string]: string | undefined } {
  const columns: { readonly [column: string]: { readonly description?: string | undefined } | undefined } =
    definition.kind === 'source' ? definition.columns : (definition.options.columns ?? {})
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column?.description]))
}
