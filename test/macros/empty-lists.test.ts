import { deduplicate, selectExcept, topN } from 'kerros/macros'
import { expect, it } from 'vitest'

// The types allow empty lists: a tuple type would have tsc report a wrong name at the list and not at its own line.
it('refuses lists that must not be empty, and says what to do', () => {
  expect(() => deduplicate({ by: [], orderBy: [['id', 'asc']] as never })).toThrow(/no key/)
  expect(() => deduplicate({ by: ['id'] as never, orderBy: [] })).toThrow(/no order/)
  expect(() => topN({ n: 1, partitionBy: [], orderBy: [] })).toThrow(/no order/)
  expect(() => selectExcept('r' as never, [])).toThrow(/leaves no column out/)
})
