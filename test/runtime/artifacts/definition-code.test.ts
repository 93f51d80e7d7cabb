import { describe, expect, it } from 'vitest'
import { definitionCode } from '../../../src/runtime/artifacts/definition-code.js'

const FILE = `import { view } from 'kerros'

export const ab = view({}, (db) =>
  db.selectFrom('x'),
)

/**
 * Two lines,
 * of a comment.
 */
export const a = view({}, (db) => {
  return db
})
export let b = 1
// After it.
const export_const_c = 'export const d'
`

describe('the code of a definition', () => {
  it('has the comment before it, and ends where the next statement begins', () => {
    expect(definitionCode(FILE, 'a')).toEqual({
      code: '/**\n * Two lines,\n * of a comment.\n */\nexport const a = view({}, (db) => {\n  return db\n})',
      line: 11,
    })
    expect(definitionCode(FILE, 'ab')).toEqual({
      code: "export const ab = view({}, (db) =>\n  db.selectFrom('x'),\n)",
      line: 3,
    })
    expect(definitionCode(FILE, 'b')).toEqual({ code: 'export let b = 1', line: 14 })
  })

  it('is the file where no line exports the name', () => {
    for (const name of ['d', 'c', 'export_const_c', 'gone']) expect(definitionCode(FILE, name).line).toBeUndefined()
    expect(definitionCode(FILE, 'd').code).toBe(FILE)
  })

  it('is found at the very start and the very end', () => {
    expect(definitionCode('export const a = 1', 'a')).toEqual({ code: 'export const a = 1', line: 1 })
  })
})
