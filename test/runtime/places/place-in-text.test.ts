import { describe, expect, it } from 'vitest'
import { placeInText } from '../../../src/runtime/places/place-in-text.js'

const TEXT = `import { integer, source, table } from 'kerros'

// export const orders = nothing
export const raw = source('raw', {
  orders: { id: integer(), amount: integer() },
  customers: { id: integer(), name: varchar() },
})

export const orders = table(
  { o: raw.orders },
  (db) =>
    db
      .with('w', (cte) => cte.selectFrom('o').select(['o.id', 'o.amount as total']))
      .selectFrom('w')
      .where('w.total', '>', 0)
      .select((eb) => [
        'w.id',
        'w.total as sum', // as total
        max(eb.ref('w.total'))
          .as('most'),
        eb.fn.coalesce('w.total', eb.lit(0)).as('total'),
      ]),
  { uniqueKey: 'id', columns: { most: { description: 'The most.' }, later: {} } },
)

export const other = table({ o: orders }, (db) => db.selectFrom('o').select(["o.id as key"]))
`

function at(name: string, column?: string, isSource = false): string | undefined {
  const found = placeInText(TEXT, { name, isSource, column })
  return found && TEXT.split('\n')[found.line - 1]!.slice(found.column - 1)
}

describe('a place in a file', () => {
  it('is where a definition is exported, not where a comment says so', () => {
    expect(at('orders')).toBe('orders = table(')
    expect(at('other')).toMatch(/^other = /)
    expect(at('missing')).toBeUndefined()
  })

  it('is where a file defines an export under another name, in any alphabet, with or without a type', () => {
    const text =
      'const größe = view()\nlet totals: View = view()\nconst sums_2 = view()\nexport {\n  größe,\n  totals as sums,\n}'
    const place = (name: string) => placeInText(text, { name, isSource: false, column: undefined })
    expect(place('größe')).toEqual({ line: 1, column: 7 })
    expect(place('sums')).toEqual({ line: 2, column: 5 })
    expect(place('gr')).toBeUndefined()
  })

  it('is where a table of a source and its columns are declared', () => {
    expect(at('orders', undefined, true)).toMatch(/^orders: /)
    expect(at('customers', 'id', true)).toBe('id: integer(), name: varchar() },')
    expect(at('orders', 'amount', true)).toBe('amount: integer() },')
    // Another table has it.
    expect(at('customers', 'amount', true)).toMatch(/^customers: /)
    expect(at('orders', 'name', true)).toMatch(/^orders: /)
  })

  it('is the expression in the last select list that gives the column', () => {
    expect(at('orders', 'id')).toBe("'w.id',")
    expect(at('orders', 'sum')).toBe("'w.total as sum', // as total")
    expect(at('orders', 'most')).toBe("max(eb.ref('w.total'))")
    expect(at('orders', 'total')).toBe("eb.fn.coalesce('w.total', eb.lit(0)).as('total'),")
    expect(at('other', 'key')).toBe('"o.id as key"]))')
  })

  it('of a test is where the options say it', () => {
    const found = placeInText(TEXT, { name: 'orders', isSource: false, column: 'most', inOptions: true })!
    expect(TEXT.split('\n')[found.line - 1]!.slice(found.column - 1)).toMatch(/^most: \{ description/)
  })

  it('is where an option names a column that no select list does, else the definition', () => {
    expect(at('orders', 'later')).toBe('later: {} } },')
    expect(at('orders', 'nowhere')).toBe('orders = table(')
  })
})
