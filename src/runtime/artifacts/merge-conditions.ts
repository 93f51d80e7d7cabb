import type { ArtifactNode } from '../../artifacts/index.js'
import type { ProjectNode } from '../../core/project/nodes/node.js'
import { type PairCondition, readPairCondition } from '../../materializations/incremental/strategies/pair-condition.js'
import type { IncrementalOptions } from '../../materializations/index.js'
import type { OpenProject } from '../open/open-project.js'

/** The conditions of an incremental model in the target's SQL; nothing where one does not compile, which is reported elsewhere. */
export function mergeConditions(
  node: ProjectNode,
  { compiler, target: { dialect } }: OpenProject,
): Pick<ArtifactNode, 'merge'> {
  if (node.resourceType !== 'model' || node.definition.kind !== 'model') return {}
  const { whenMatched, incrementalPredicates } = node.definition.options as IncrementalOptions<any>
  if (whenMatched === undefined && incrementalPredicates === undefined) return {}
  const sqlOf = (condition: PairCondition<any>, option: string): string =>
    dialect.compile(compiler.expression(readPairCondition(condition, option).node, { isCode: true }))
  try {
    return {
      merge: {
        predicates: incrementalPredicates ? [sqlOf(incrementalPredicates, 'incrementalPredicates')] : undefined,
        whenMatched: whenMatched?.map(({ and, action }) => ({ and: and ? sqlOf(and, 'whenMatched') : null, action })),
      },
    }
  } catch {
    return {}
  }
}
