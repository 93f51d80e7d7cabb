import { view } from 'kerros'
import { surrogateKey } from 'kerros/macros'
import { describe, expect, it } from 'vitest'
import { compileFor, raw } from '../compile/compile-models.js'

const { events, users } = raw

/** A date in a key is written by its type: that shows whether the column was found. */
const DATE_KEY = /strftime\((?:"u"\.)?"born"/

describe('what a name means', () => {
  it('is what it was again after a subquery that hides it', () => {
    const m = view({ u: users, e: events }, (db) =>
      db
        .selectFrom('u')
        .select((eb) => [
          eb.selectFrom('e as u').select('u.id').where('u.id', '=', 1).as('first'),
          surrogateKey([eb.ref('u.born')]).as('key'),
        ]),
    )
    expect(compileFor('duckdb', { m }).sql).toMatch(DATE_KEY)
  })

  it('without a table is looked for outside of a subquery too', () => {
    const m = view({ u: users, e: events }, (db) =>
      db.selectFrom('u').select((eb) => [
        'u.name',
        eb
          .selectFrom('e')
          .select((inner) => surrogateKey([inner.ref('born' as never)]).as('key'))
          .limit(1)
          .as('key'),
      ]),
    )
    expect(compileFor('duckdb', { m }).sql).toMatch(DATE_KEY)
  })
})
