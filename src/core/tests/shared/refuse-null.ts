import { KerrosError } from '../../errors/index.js'

/**
 * Refuses NULL among the values that a test compares with: SQL's answer would be unknown for each row, and the test would pass
 * over any data. tsc says it too; a project can be built without it.
 *
 * @throws KerrosError `E_INVALID_DEFINITION`.
 */
export function refuseNull(test: string, values: readonly unknown[]): void {
  if (values.every((value) => value !== null && value !== undefined)) return
  throw new KerrosError('E_INVALID_DEFINITION', `${test}(…) was given null, with which no value can be compared`, {
    hint: 'Leave null out: NULL passes this test, and notNull() refuses it.',
  })
}
