import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import {
  bigint,
  boolean,
  type Columns,
  date,
  decimal,
  double,
  integer,
  type RunOptions,
  seed,
  timestamp,
  varchar,
} from 'kerros'
import { beforeEach, expect, it } from 'vitest'
import fc from '../../seeded-fast-check.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

/** Which seeds a run loads again, as docs/models.md says it. */
export function storedSeedSuite(engine: EngineUnderTest): void {
  contractSuite('seeds that are stored', engine, () => {
    let project: ScratchProject

    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      return () => project.remove()
    })

    const write = (text: string, name = 'codes.csv') => writeFile(path.join(project.folder, name), text)
    /** Whether a run leaves the seed's table as it is. */
    const isLeft = async (codes: unknown, options: Omit<RunOptions, 'project'> = {}) => {
      const { nodes } = await project.build({ codes }, options)
      expect(nodes.map(({ status, error }) => error?.message ?? status)).toEqual(['success'])
      return nodes[0]!.isUnchanged
    }
    const columns = { code: varchar().nullable(), n: integer().nullable() }
    const codes = seed('codes.csv', columns)
    const rows = () => project.rows('select code, n from codes order by n, code')

    it('are left as they are, by one query for all of them', async () => {
      await write('code,n\na,1\n"",2\n,3\n"b, ""c""",4\n')
      await write('code\nx\n', 'more.csv')
      const more = seed('more.csv', { code: varchar() })
      const first = await project.build({ codes, more })
      expect(first.nodes.map(({ isUnchanged }) => isUnchanged)).toEqual([false, false])
      const stored = await rows()
      const again = await project.build({ codes, more })
      expect(again.nodes.map(({ isUnchanged, statements }) => [isUnchanged, statements])).toEqual([
        [true, []],
        [true, []],
      ])
      expect(await rows()).toEqual(stored)
      expect(await isLeft(codes, { fullRefresh: true })).toBe(false)
      // The same rows in another order, with other quotes and line ends.
      await write('n,code\r\n4,"b, ""c"""\r\n3,\r\n2,""\r\n1,"a"\r\n')
      expect(await isLeft(codes)).toBe(true)
    })

    it('of every type but those that engines write in ways of their own', async () => {
      const all = {
        a: bigint(),
        b: boolean().nullable(),
        c: date(),
        d: decimal(12, 3),
        e: timestamp().nullable(),
        f: varchar(),
        g: decimal(5, 0),
      }
      await write(
        'a,b,c,d,e,f,g\n' +
          '-9007199254740993,true,0001-01-01,-0.5,2024-02-29T23:59:59.000001Z,😀Ä ,-7\n' +
          '9007199254740993,False,9999-12-31,123456789.125,1969-12-31 23:59:59.5,-,0\n' +
          '+0012,,2024-02-29,0,,"a\nb",12345\n',
      )
      const typed = seed('codes.csv', all)
      expect(await isLeft(typed)).toBe(false)
      expect(await isLeft(typed)).toBe(true)
      await write('x\n0.5\n')
      const doubled = seed('codes.csv', { x: double() })
      expect([await isLeft(doubled), await isLeft(doubled)]).toEqual([false, false])
    })

    it('are loaded again when the file, a type or a setting changes', async () => {
      await write('code,n\na,1\nb,2\n')
      expect(await isLeft(codes)).toBe(false)
      for (const text of [
        'code,n\na,1\nb,3\n',
        'code,n\na,1\n',
        'code,n\n',
        'code,n\na,1\na,1\n',
        'code,n\n-,1\n,1\n',
      ]) {
        await write(text)
        expect([text, await isLeft(codes)]).toEqual([text, false])
        expect([text, await isLeft(codes)]).toEqual([text, true])
      }
      await write('code,n\n1,1\n')
      expect(await isLeft(codes)).toBe(false)
      const changed: readonly [string, Columns, object?][] = [
        ['wider', { code: varchar().nullable(), n: bigint().nullable() }],
        ['another type', { code: integer(), n: bigint() }],
        ['another order', { n: bigint(), code: integer() }],
        ['NULL', { n: varchar().nullable(), code: varchar() }, { nullIf: ['1'] }],
        [
          'described',
          { n: varchar().nullable(), code: varchar() },
          { description: 'Codes', persistDocs: { relation: true } },
        ],
      ]
      for (const [what, given, options] of changed) {
        if (what === 'NULL') await write('code,n\nx,1\n')
        const other = seed('codes.csv', given, options)
        expect([what, await isLeft(other)]).toEqual([what, false])
        expect([what, await isLeft(other)]).toEqual([what, true])
      }
    })

    it('are loaded again when something else has changed the table', async () => {
      await write('code,n\na,1\nb,2\n')
      const wanted = [
        { code: 'a', n: 1 },
        { code: 'b', n: 2 },
      ]
      const drop = 'drop table codes'
      const changes: readonly (readonly string[])[] = [
        ["update codes set code = 'c' where n = 2"],
        ['update codes set n = null where n = 2'],
        ["update codes set code = 'b ' where n = 2"],
        ['delete from codes'],
        ["insert into codes values ('a', 1)"],
        ["update codes set code = case code when 'a' then 'b' else 'a' end"],
        ['alter table codes add column extra integer'],
        ['alter table codes rename column n to m'],
        // Snowflake makes no string of a number.
        ...(engine.name === 'DuckDB' ? [['alter table codes alter column n type varchar']] : []),
        ["comment on table codes is 'mine'"],
        [drop],
        [drop, "create view codes as select 'a' as code, 1 as n"],
        [drop, "create table codes as select 'a' as code, 1 as n union all select 'b', 2"],
        [drop, 'create table codes (code varchar, n varchar)', "insert into codes values ('a', '1'), ('b', '2')"],
      ]
      for (const change of changes) {
        await isLeft(codes)
        expect([change, await isLeft(codes)]).toEqual([change, true])
        await project.execute(...change)
        expect([change, await isLeft(codes)]).toEqual([change, false])
        expect([change, await rows()]).toEqual([change, wanted])
      }
    })

    it('with hooks are always loaded, since a hook may change their rows', async () => {
      await write('code,n\na,1\n')
      const hooked = seed('codes.csv', columns, { postHook: (db) => db.deleteFrom('this') })
      expect([await isLeft(hooked), await isLeft(hooked)]).toEqual([false, false])
    })

    it('have the rows of their file after any edits of the file and of the table', async () => {
      const value = fc.option(fc.constantFrom('', 'a', '-', "'", 'NULL', '0', 'ä'), { nil: null })
      const content = fc.array(fc.tuple(value, fc.option(fc.integer({ min: -1, max: 2 }), { nil: null })), {
        maxLength: 3,
      })
      const edits = fc.array(
        fc.oneof(
          content.map((file) => ({ file, table: undefined })),
          content.map((table) => ({ file: undefined, table })),
        ),
        { minLength: 2, maxLength: 6 },
      )
      const quoted = (text: string | null) => (text === null ? 'null' : `'${text.replaceAll("'", "''")}'`)
      const sorted = (all: readonly (readonly unknown[])[]) => all.map((row) => JSON.stringify(row)).sort()
      await fc.assert(
        fc.asyncProperty(content, edits, async (first, changes) => {
          let file = first
          const load = async () => {
            await write(
              `code,n\n${file.map(([code, n]) => `${code === null ? '' : `"${code}"`},${n ?? ''}\n`).join('')}`,
            )
            const before = (await project.rows('select code, n from codes').catch(() => [])) as {
              code: string | null
              n: number | null
            }[]
            const left = await isLeft(codes)
            const now = (await project.rows('select code, n from codes')) as typeof before
            const stored = sorted(now.map(({ code, n }) => [code, n === null ? null : Number(n)]))
            expect(stored).toEqual(sorted(file))
            // What is left was right before.
            if (left) expect(sorted(before.map(({ code, n }) => [code, n === null ? null : Number(n)]))).toEqual(stored)
          }
          await load()
          for (const change of changes) {
            if (change.file) file = change.file
            else {
              const given = change.table.map(
                ([code, n]) => `insert into codes values (${quoted(code)}, ${n ?? 'null'})`,
              )
              await project.execute('delete from codes', ...given)
            }
            await load()
          }
        }),
        { numRuns: engine.name === 'DuckDB' ? 15 : 2 },
      )
    })
  })
}
