import { incremental, integer, source, timestamp } from 'kerros'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

const raw = source('raw', { changed: { id: integer(), n: integer(), loaded_at: timestamp() } })

/** `onChange`: what a run over a table does whose code has changed. */
export function changedCodeSuite(engine: EngineUnderTest): void {
  contractSuite('changed code', engine, () => {
    let scratch: ScratchProject
    beforeAll(async () => {
      scratch = await ScratchProject.create(engine)
      await scratch.execute(
        'create schema raw',
        'create table raw.changed (id integer, n integer, loaded_at timestamp)',
        "insert into raw.changed values (1, 10, timestamp '2026-01-01 00:00:00')",
      )
    })
    afterAll(() => scratch.remove())

    const model = (factor: number, options: object) =>
      incremental(
        { c: raw.changed },
        (db, { since }) =>
          db
            .selectFrom('c')
            .select((eb) => ['c.id', eb('c.n', '*', factor).as('n'), 'c.loaded_at'])
            .$call(since('c.loaded_at')),
        { uniqueKey: 'id', watermark: 'loaded_at', ...options } as never,
      )
    const run = async (name: string, m: unknown) => (await scratch.build({ raw, [name]: m })).nodes[0]!
    const rows = async (name: string) =>
      (await scratch.rows(`select id, n from ${scratch.target.schema}.${name} order by id`)).map((row) =>
        Object.values(row).join(' '),
      )

    it('sends no statement where nothing changed', async () => {
      for (const name of ['plain', 'compared']) {
        const options = name === 'plain' ? {} : { onChange: 'fail' }
        await run(name, model(1, options))
        await run(name, model(1, options))
      }
      const plain = await run('plain', model(1, {}))
      const compared = await run('compared', model(1, { onChange: 'fail' }))
      expect(compared.status).toBe('success')
      const withoutNames = (statements: readonly string[]) =>
        statements.map((sql) =>
          sql
            .toLowerCase()
            .replace(/plain|compared/g, 'm')
            .replace(/batch_[0-9a-f]+/g, 'batch'),
        )
      expect(withoutNames(compared.statements)).toEqual(withoutNames(plain.statements))
    })

    it.each<readonly [onChange: string, code: string | undefined, notes: number, rows: readonly string[]]>([
      ['note', undefined, 1, ['1 10', '2 40']],
      ['fail', 'E_CHANGED_CODE', 0, ['1 10']],
      ['fullRefresh', undefined, 0, ['1 20', '2 40']],
      ['forwardOnly', undefined, 0, ['1 10', '2 40']],
    ])('%s', async (onChange, code, notes, expected) => {
      const name = `m_${onChange.toLowerCase()}`
      await scratch.execute('delete from raw.changed where id > 1')
      await run(name, model(1, { onChange }))
      await scratch.execute("insert into raw.changed values (2, 20, timestamp '2026-01-02 00:00:00')")
      const changed = await run(name, model(2, { onChange }))
      expect([changed.error?.code, changed.notes.length]).toEqual([code, notes])
      expect(await rows(name)).toEqual(expected)
      // What was accepted is not said again; what was refused is.
      const again = await run(name, model(2, { onChange }))
      expect([again.error?.code, again.notes]).toEqual([code, []])
      expect(await rows(name)).toEqual(expected)
    })
  })
}
