import { expect, it } from 'vitest'
import { codeChange } from '../../../../src/materializations/incremental/code/code-change.js'

const before = { format: 1, rows: 'r', columns: { id: 'a', n: 'b' }, writes: 'w' }

it.each<readonly [now: object, what: readonly string[], isNewColumnOnly: boolean]>([
  [{ columns: { id: 'a', n: 'b', m: 'c' } }, ['the new column "m"'], true],
  [{ columns: { id: 'a', n: 'b', m: 'c', o: 'd' } }, ['the new columns "m", "o"'], true],
  [{ columns: { id: 'a', n: 'c' } }, ['the expression of "n"'], false],
  [{ columns: { id: 'x', n: 'y' } }, ['the expressions of "id", "n"'], false],
  [{ columns: { id: 'a' } }, ['"n", which is no longer returned'], false],
  [{ columns: {} }, ['"id", "n", which are no longer returned'], false],
  [{ rows: 'x' }, ['what it reads, joins, filters or groups'], false],
  [{ writes: 'x' }, ['its key, or how rows are written'], false],
  [{ columns: { '*': 'all' } }, ['the expressions of its columns'], false],
  [
    { rows: 'x', columns: { id: 'a', m: 'b' } },
    ['the new column "m"', '"n", which is no longer returned', 'what it reads, joins, filters or groups'],
    false,
  ],
])('says what changed to %j', (now, what, isNewColumnOnly) => {
  expect(codeChange(before, { ...before, ...now })).toEqual({ what, isNewColumnOnly })
})

it('says nothing of the same code, of a table without digests, and of digests in another format', () => {
  expect(codeChange(before, structuredClone(before))).toBeUndefined()
  expect(codeChange(undefined, before)).toBeUndefined()
  expect(codeChange({ ...before, format: 0, rows: 'x' }, before)).toBeUndefined()
})
