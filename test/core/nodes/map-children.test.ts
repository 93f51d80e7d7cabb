import {
  IdentifierNode,
  type Kysely,
  type OperationNode,
  ReferenceNode,
  type SelectQueryNode,
  TableNode,
  ValueNode,
} from 'kysely'
import { describe, expect, it } from 'vitest'
import { compileDatabase } from '../../../src/core/nodes/compile-database.js'
import { mapChildren } from '../../../src/core/nodes/map-children.js'

const database = compileDatabase as Kysely<any>
const query = database
  .selectFrom('a')
  .innerJoin('b', 'b.id', 'a.id')
  .select(['a.id', 'b.name'])
  .where('a.id', 'in', [1, 2])
  .toOperationNode()

describe('mapChildren', () => {
  it('returns the node itself when no child changes', () => {
    const visit = (node: OperationNode): OperationNode => mapChildren(node, visit)
    expect(visit(query)).toBe(query)
  })

  it('copies what leads to a changed node, in lists too, and shares the rest', () => {
    const visit = (node: OperationNode): OperationNode =>
      IdentifierNode.is(node) && node.name === 'name' ? IdentifierNode.create('title') : mapChildren(node, visit)
    const changed = visit(query) as SelectQueryNode
    expect(changed).not.toBe(query)
    expect(Object.keys(changed)).toEqual(Object.keys(query))
    expect(changed.from).toBe(query.from)
    expect(changed.selections![0]).toBe(query.selections![0])
    const { selection } = changed.selections![1]!
    expect(ReferenceNode.is(selection) && selection.column).toMatchObject({ column: { name: 'title' } })
    expect(JSON.stringify(query)).toContain('"name":"name"')
  })

  it('leaves values alone that look like nodes', () => {
    const value = ValueNode.create({ kind: 'TableNode', table: { kind: 'IdentifierNode', name: 'a' } })
    const visit = (node: OperationNode): OperationNode =>
      TableNode.is(node) ? TableNode.create('other') : mapChildren(node, visit)
    expect(visit(value)).toBe(value)
  })
})
