import { type Diagnostic, DiagnosticsError, diagnosticOf, isKerrosError } from '../../core/errors/index.js'
import type { UnitTestNode } from '../../core/project/project.js'
import type { ModuleNamespace } from '../../core/project/project-config.js'
import type { OpenProject } from '../../runtime/open/open-project.js'
import { runUnitTest, type UnitTestOutcome } from '../../testing/run-unit-test.js'
import type { TestingOptions } from '../../testing/testing-options.js'

/** What became of a unit test: as in a run, `error` is a test that could not be run. */
export interface UnitTestResult {
  readonly node: UnitTestNode
  readonly status: 'pass' | 'fail' | 'error'
  readonly durationMs: number
  /** What was found, unless the test could not be run. */
  readonly outcome: UnitTestOutcome | undefined
  readonly errors: readonly Diagnostic[]
}

/** Runs unit tests one after the other, each over rows of its own. */
export async function* runUnitTests(
  tests: readonly UnitTestNode[],
  opened: OpenProject,
  vars: { readonly [name: string]: unknown } | undefined,
): AsyncGenerator<UnitTestResult> {
  const { root, config, project } = opened
  const names: ModuleNamespace = Object.fromEntries(
    [...project.nodeOf].map(([definition, node]) => [node.name, definition]),
  )
  for (const node of tests) {
    const begin = performance.now()
    const result = (status: UnitTestResult['status'], found: Pick<UnitTestResult, 'outcome' | 'errors'>) => ({
      node,
      status,
      durationMs: Math.round((performance.now() - begin) * 10) / 10,
      ...found,
    })
    try {
      // One test need not use all of them.
      const projectVars = { ...config.vars, ...vars } as TestingOptions['projectVars']
      const options = { names, root, projectVars }
      const outcome = await runUnitTest(node.definition, options)
      yield result(outcome.ok ? 'pass' : 'fail', { outcome, errors: [] })
    } catch (error) {
      yield result('error', { outcome: undefined, errors: diagnosticsIn(error) })
    }
  }
}

function diagnosticsIn(error: unknown): readonly Diagnostic[] {
  if (error instanceof DiagnosticsError) return error.diagnostics
  if (isKerrosError(error)) return [diagnosticOf(error)]
  throw error
}
