import { type Diagnostic, DiagnosticsError } from '../../core/errors/index.js'
import { type PlanLoadInput, planLoad } from '../../ingest/plan-load.js'
import type { PlannedTable } from '../../ingest/planned-load.js'

/** Finds out what there is to load; a folder of two layouts, or of another one than before, is told once. */
export async function planFiles(input: PlanLoadInput): Promise<readonly PlannedTable[]> {
  try {
    return await planLoad(input)
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error
    throw new DiagnosticsError(layoutsOnce(error.diagnostics), 'the load')
  }
}

/** The way out of a wrong layout is one for all tables. */
const ONE_TABLE = / --select source:\S+$/

/** Joins the problems with files of several layouts: every table has them, but the mistake is one. */
function layoutsOnce(problems: readonly Diagnostic[]): readonly Diagnostic[] {
  const wayOut = ({ hint }: Diagnostic): string => (hint ?? '').replace(ONE_TABLE, '')
  const isSame = (a: Diagnostic, b: Diagnostic): boolean => a.code === b.code && wayOut(a) === wayOut(b)
  return problems.flatMap((problem, i) => {
    if (problem.code !== 'E_AMBIGUOUS_NAME') return [problem]
    if (problems.findIndex((other) => isSame(other, problem)) < i) return []
    const more = problems.filter((other) => isSame(other, problem)).length - 1
    if (more === 0) return [problem]
    const others = more === 1 ? 'one other source' : `${more} other sources`
    return [{ ...problem, message: `${problem.message}, and so it is with ${others}`, hint: wayOut(problem) }]
  })
}
