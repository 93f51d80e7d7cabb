import { diagnosticsOf } from '../definitions/options/definition-diagnostics.js'
import type { Diagnostic } from '../errors/index.js'
import type { NamedDefinition } from './collect-definitions.js'
import { isTestList, testsByColumn, writtenTests } from './tests-by-column.js'

/** The mistakes that a definition and the tests on its columns carry, with its name and its file. */
export function checkDefinition({ definition, name, file }: NamedDefinition): readonly Diagnostic[] {
  const shown = definition.kind === 'source' ? `${definition.schema}.${name}` : name
  const told = (diagnostics: readonly Diagnostic[], where: string): readonly Diagnostic[] =>
    diagnostics.map(({ code, message, hint }) => ({ code, message: `"${shown}": ${where}${message}`, hint, at: file }))
  return [
    ...told(diagnosticsOf(definition), ''),
    ...Object.entries(testsByColumn(definition)).flatMap(([column, tests]) =>
      tests.flatMap((test) => told(diagnosticsOf(test), `the test ${test.name} of column "${column}": `)),
    ),
  ]
}

/** Column tests that are none: a test that was not called, a test without its list. */
export function checkColumnTests({ definition, name, file }: NamedDefinition): readonly Diagnostic[] {
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
