import type { ArtifactProject } from '../../artifacts/index.js'
import type { Plan } from '../../core/plan/plan.js'
import type { OpenProject } from '../open/open-project.js'
import { describeProject } from './describe-project.js'

/** Describes the project of a plan, with the SQL that the plan sends. */
export type DescribePlan = (plan: Plan) => Promise<ArtifactProject>

/** Describes a project once for all who ask about one run: its artifacts, and the events of OpenLineage. */
export function describingOnce(opened: OpenProject): DescribePlan {
  let described: { readonly runId: string; readonly project: Promise<ArtifactProject> } | undefined
  return ({ runId, nodes }) => {
    if (described?.runId === runId) return described.project
    const compiledCode = new Map(nodes.map((node) => [node.uniqueId, node.compiledCode]))
    described = { runId, project: describeProject(opened, { compiledCode }) }
    return described.project
  }
}
