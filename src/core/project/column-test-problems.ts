import type { Diagnostic } from '../errors/index.js'
import type { NamedDefinition } from './collect-definitions.js'
import { isTestList, writtenTests } from './tests-by-column.js'

/** Column tests that are none: a test that was not called, a test without its list. */
export function columnTestProblems({ definition, name, file }: NamedDefinition): readonly Diagnostic[] {
  return Object.entries(writtenTests(definition)).flatMap(([column, tests]): Diagnostic[] => {
    if (isTestList(tests)) return []
    return [
      {
        code: 'E_INVALID_DEFINITION',
        message: `the tests of column "${column}" of "${name}" are not a list of tests`,
        hint: 'Call each test, and put them into a list: tests: [notNull(), unique()].',
        at: file,
      },
    ]
  })
}
