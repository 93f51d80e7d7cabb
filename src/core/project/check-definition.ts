import { diagnosticsOf } from '../definitions/options/values/definition-diagnostics.js'
import type { Diagnostic } from '../errors/index.js'
import type { NamedDefinition } from './collect-definitions.js'
import { isTestList, testsByColumn, writtenTests } from './tests-by-column.js'

/** What was found to be wrong with a definition and with the tests on its columns, with its name and its file. */
export function checkDefinition({ definition, name, file }: NamedDefinition): readonly Diagnostic[] {
  const subject = definition.kind === 'source' ? `${definition.schema}.${name}` : name
  const named = (diagnostics: readonly Diagnostic[], where: string): readonly Diagnostic[] =>
    diagnostics.map((found) => ({ ...found, message: `"${subject}": ${where}${found.message}`, subject, at: file }))
  return [
    ...named(diagnosticsOf(definition), ''),
    ...Object.entries(testsByColumn(definition)).flatMap(([column, tests]) =>
      tests.flatMap((test) => named(diagnosticsOf(test), `the test ${test.name} of column "${column}": `)),
    ),
  ]
}

/** Invalid column tests: a test that was not called, a test without its list. */
export function checkColumnTests({ definition, name, file }: NamedDefinition): readonly Diagnostic[] {
  return Object.entries(writtenTests(definition)).flatMap(([column, tests]): Diagnostic[] => {
    if (isTestList(tests)) return []
    return [
      {
        code: 'E_INVALID_DEFINITION',
        message: `the tests of column "${column}" of "${name}" are not a list of tests`,
        hint: 'Call each test, and put them into a list: tests: [notNull(), unique()].',
        subject: name,
        names: [column],
        at: file,
      },
    ]
  })
}
