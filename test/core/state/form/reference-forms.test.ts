import {
  AliasNode,
  CommonTableExpressionNameNode,
  CommonTableExpressionNode,
  IdentifierNode,
  type OperationNode,
  SelectAllNode,
  SelectionNode,
  SelectQueryNode,
  TableNode,
  WithNode,
} from 'kysely'
import { expect, it } from 'vitest'
import { queryNode } from '../../../../src/core/compile/query-node.js'
import type { RelationDefinition } from '../../../../src/core/definitions/definition.js'
import { isBuildable } from '../../../../src/core/project/nodes/node.js'
import type { FormInput } from '../../../../src/core/state/form/form-input.js'
import { queryForm } from '../../../../src/core/state/form/query-form.js'
import { openProject } from '../../../../src/runtime/open/open-project.js'
import { Random } from '../../../oracles/random.js'
import { rewrittenTree } from '../../../property/changed-tree.js'

const FULL = { isIncremental: false }

/** `with "final" as (QUERY) select * from "final"`, as people end a query of steps. */
function asLastStep(query: OperationNode): OperationNode {
  const step = CommonTableExpressionNode.create(CommonTableExpressionNameNode.create('final'), query)
  const from = SelectQueryNode.createFrom(
    [AliasNode.create(TableNode.create('final'), IdentifierNode.create('f'))],
    WithNode.create(step),
  )
  return SelectQueryNode.cloneWithSelections(from, [SelectionNode.create(SelectAllNode.create() as never)])
}

it('finds nothing different in a model of the reference project when it is split into steps', async () => {
  const { project, compiler } = await openProject({ project: 'kerros.config.ts' })
  const input = (definition: RelationDefinition): FormInput =>
    definition.kind === 'model' && definition.materialization.relationType === undefined
      ? {
          kind: 'query',
          key: definition,
          node: () => queryNode({ name: 'inlined', query: definition.query }, FULL),
          inputs: (name) => inputOf(definition.inputs, name),
        }
      : {
          kind: 'relation',
          id: project.nodeOf.get(definition)!.uniqueId,
          columns: () => compiler.columnsOf(definition)?.map(({ name }) => name),
        }
  const inputOf = (inputs: object, name: string): FormInput | undefined =>
    Object.hasOwn(inputs, name) ? input((inputs as { readonly [name: string]: RelationDefinition })[name]!) : undefined
  let models = 0
  for (const node of project.nodes) {
    if (!isBuildable(node) || node.definition.kind === 'seed') continue
    const { inputs, query } = node.definition
    const formOf = (tree: OperationNode): object => {
      const { rows, columns, asWritten } = queryForm(tree, (name) => inputOf(inputs, name), {
        variable: (_name, byDefault) => byDefault,
        digest: (text) => text,
      })
      return { rows, columns: Object.fromEntries(columns), asWritten }
    }
    const written = queryNode({ name: node.name, query }, FULL)
    const form = formOf(written)
    expect(form, node.name).toMatchObject({ asWritten: undefined })
    for (let seed = 0; seed < 5; seed++) {
      const again = rewrittenTree(written, new Random(seed))
      expect(formOf(again), `${node.name}, ${seed}`).toEqual(form)
    }
    expect(formOf(asLastStep(written)), `${node.name} as the last step`).toEqual(form)
    models++
  }
  expect(models).toBeGreaterThan(30)
})
