import { boolean, incremental, integer, source } from 'kerros'
import { deduplicate } from 'kerros/macros'
import { expect, it } from 'vitest'
import { plannedNode } from '../planned-node.js'

const raw = source('raw', { e: { id: integer(), gone: boolean(), at: integer() } })

type Use = (db: any, run: any) => any
const rows: Use = (db) => db.selectFrom('e').selectAll()
const since: Use = (db, run) => rows(db, run).$call(run.since('e.at'))
const latest: Use = (db, run) =>
  since(db, run).$call(deduplicate({ by: ['e.id'], orderBy: [['e.at', 'desc']] } as never))

const isGone = (eb: any) => eb('source.gone', '=', true)
const deletes = { whenMatched: [{ and: isGone, action: 'delete' }, { action: 'update' }] }
const updates = { whenMatched: [{ and: isGone, action: 'update' }] }

it.each<readonly [what: string, query: Use, options: object, isRefused: boolean]>([
  ['since, and may return several rows of a key', since, deletes, true],
  ['since, and returns one row of each key', latest, deletes, false],
  ['since, and deletes nothing', since, updates, false],
  ['since, and has no clauses', since, {}, false],
  ['no since', rows, deletes, false],
])('a query with clauses uses %s', (_, query, options, isRefused) => {
  const m = incremental({ e: raw.e }, query as never, { uniqueKey: 'id', watermark: 'at', ...options } as never)
  const columns = ['id', 'gone', 'at'].map((name) => ({ name, type: 'INTEGER' }))
  const mark = { kind: 'incremental', strategy: 'merge', uniqueKey: ['id'], watermark: 'at' }
  // A first run is refused, too: a later one would fail.
  for (const existing of [{}, { m: { type: 'table' as const, columns, mark } }]) {
    const { diagnostics } = plannedNode('duckdb', { m }, { existing })
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual(
      isRefused
        ? [
            [
              'E_INVALID_DEFINITION',
              '"m" deletes rows by whenMatched and uses since(…), which then reads rows again, and its query may return several rows of "id"',
            ],
          ]
        : [],
    )
    if (isRefused) expect(diagnostics[0]!.hint).toContain("deduplicate({ by: ['id'], orderBy: … })")
  }
})
