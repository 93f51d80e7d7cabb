import { isKerrosError, KerrosError } from '../core/errors/index.js'
import type { ModuleNamespace } from '../core/project/options/project-config.js'
import type { RunUnitTest } from '../core/result/unit-test-outcome.js'
import type { OpenProject } from '../runtime/open/open-project.js'
import type { TestingOptions } from './testing-options.js'

/**
 * Runs the unit tests of a project. What that takes, DuckDB above all, is loaded for the first of them.
 *
 * @param vars Values of variables of the command; they override the project's.
 */
export function projectUnitTests(
  { root, config, project }: Pick<OpenProject, 'root' | 'config' | 'project'>,
  vars: { readonly [name: string]: unknown } | undefined,
): RunUnitTest {
  const tests = new Map(project.unitTests?.map((node) => [node.uniqueId, node.definition]))
  // One test need not use all of them.
  const projectVars = { ...config.vars, ...vars } as TestingOptions['projectVars']
  let names: ModuleNamespace | undefined
  return async (uniqueId) => {
    const { runUnitTest } = await import('./run-unit-test.js')
    names ??= Object.fromEntries([...project.nodeOf].map(([definition, node]) => [node.name, definition]))
    return runUnitTest(tests.get(uniqueId)!, { names, root, projectVars }).catch((error: unknown) => {
      throw isKerrosError(error) && error.code === 'E_MISSING_DRIVER' ? withoutDuckDb(error) : error
    })
  }
}

/** A project of another engine may well be without DuckDB. */
function withoutDuckDb({ code, message, hint, cause }: KerrosError): KerrosError {
  return new KerrosError(code, `unit tests run in DuckDB, on every target. ${message}`, {
    hint: `${hint}. Or leave unit tests out: --exclude-resource-type unit_test`,
    cause,
  })
}
