import { describe, expect, it } from 'vitest'
import type { NamePlace, PlaceKind } from '../../../src/runtime/rename/name-places.js'
import { editedText, type PlaceEdit } from '../../../src/runtime/rename/text-edits.js'

/** An edit of the first `amount` after some text; `text` is what is around the name. */
function edit(
  code: string,
  { kind = 'text', text = 'amount', alias, isRenamed = true }: Partial<PlaceEdit> & { kind?: PlaceKind; text?: string },
  at = 0,
): PlaceEdit {
  const textStart = code.indexOf(text, at)
  const start = code.indexOf('amount', textStart)
  const place: NamePlace = {
    id: 0,
    file: 'a.ts',
    kind,
    start,
    end: start + 6,
    textStart,
    textEnd: textStart + text.length,
  }
  return { place, isRenamed, alias }
}

const edited = (code: string, ...edits: readonly PlaceEdit[]): string => editedText(code, edits, () => 'value')

describe('editedText', () => {
  it('changes names within strings, several of one string too', () => {
    const code = "f('o.amount', 'amount as amount_2')"
    expect(edited(code, edit(code, { text: 'o.amount' }), edit(code, { text: 'amount as amount_2' }))).toBe(
      "f('o.value', 'value as amount_2')",
    )
  })

  it('puts an alias behind a column, and leaves one out that says nothing', () => {
    const code = "f('o.amount')"
    expect(edited(code, edit(code, { text: 'o.amount', isRenamed: false, alias: 'value' }))).toBe(
      "f('o.amount as value')",
    )
    expect(edited(code, edit(code, { text: 'o.amount', alias: 'amount' }))).toBe("f('o.value as amount')")
    const named = "f('o.amount as value')"
    expect(edited(named, edit(named, { text: 'o.amount as value' }))).toBe("f('o.value')")
  })

  it('keeps the variables of shorthand properties and patterns, and joins them again', () => {
    expect(edited('f({ amount })', edit('f({ amount })', { kind: 'shorthand' }))).toBe('f({ value: amount })')
    expect(edited('const { amount } = r', edit('const { amount } = r', { kind: 'binding' }))).toBe(
      'const { value: amount } = r',
    )
    expect(edited('const { amount: value } = r', edit('const { amount: value } = r', { kind: 'bound' }))).toBe(
      'const { value } = r',
    )
    expect(edited('f({ amount: value, b })', edit('f({ amount: value, b })', { kind: 'key' }))).toBe('f({ value, b })')
    expect(edited('f({ amount: value + 1 })', edit('f({ amount: value + 1 })', { kind: 'key' }))).toBe(
      'f({ value: value + 1 })',
    )
  })
})
