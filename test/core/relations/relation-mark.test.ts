import { describe, expect, it } from 'vitest'
import { commentWithMark, readComment } from '../../../src/core/relations/relation-mark.js'
import type { RelationMark } from '../../../src/core/relations/relation-settings.js'
import fc from '../../seeded-fast-check.js'

const mark: RelationMark = { kind: 'incremental', uniqueKey: ['a "key"\n'], persisted: ['relation'] }

describe('the comment of a relation', () => {
  it.each([
    '',
    'Events.',
    'kerros: {"kind":"table"}',
    'Two lines.\nkerros: {"kind":"snapshot","keeps":"history"}',
    'kerros: {"kind":"table"}\nand words after it',
    'kerros: {',
    'It\'s "quoted" \\ back.\n\n',
  ])('is text and a mark again, also with the description %j', (text) => {
    expect(readComment(commentWithMark(text, mark))).toEqual({ text, mark })
  })

  it('is text and a mark again, with any description', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom('kerros: {"kind":"table"}', 'kerros: {', '}', '', '\u2028'))
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = lines.join('\n')
        expect(readComment(commentWithMark(text, mark))).toEqual({ text, mark })
      }),
    )
  })

  it('has no mark where a person has written below it', () => {
    const comment = `${commentWithMark('Events.', mark)}\nMine.`
    expect(readComment(comment)).toEqual({ text: comment, mark: undefined })
  })
})
