import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DuckDbDatabase } from '../../../../src/dialects/duckdb/connect/duckdb-database.js'
import { DuckDbDialect } from '../../../../src/dialects/duckdb/dialect/duckdb-dialect.js'
import { CliProject } from '../../cli-project.js'
import { jsonLines } from '../../json-lines.js'

const ROOT = path.resolve(import.meta.dirname, '../../../..')
const run = promisify(execFile)

let project: CliProject
const execute = async (...statements: readonly string[]): Promise<void> => {
  const database = new DuckDbDatabase({ path: path.join(project.folder, 'shop.duckdb') })
  try {
    for (const sql of statements) await (await database.connect()).query(sql)
  } finally {
    await database.close()
  }
}

/** What the formatter makes of a file of the project. */
async function formatted(file: string): Promise<string> {
  const biome = path.join(ROOT, 'node_modules/@biomejs/biome/bin/biome')
  const formatting = run(process.execPath, [biome, 'format', `--stdin-file-path=${file}`], { cwd: ROOT })
  formatting.child.stdin!.end(await project.read(file))
  return (await formatting).stdout
}

/** The errors of the compiler in the project whose lines have one of some words. */
async function typeErrors(...words: readonly string[]): Promise<readonly string[]> {
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc')
  const args = [tsc, '--pretty', 'false', '-p', project.folder]
  const { stdout } = await run(process.execPath, args).catch(({ stdout }) => ({ stdout }))
  return (stdout as string).split('\n').filter((line) => words.some((word) => line.includes(word)))
}

const LONG = 'How much was paid, in euros and with the tax of the country in which the customer lives on that day'

beforeAll(async () => {
  project = await CliProject.create({
    'kerros.config.ts': `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'

export default defineProject({
  name: 'shop',
  models: ['src/**/*.ts'],
  targets: { dev: duckdb({ path: 'shop.duckdb' }), none: duckdb({ path: 'none.duckdb' }) },
})
`,
    'src/spent.ts': `import { table } from 'kerros'
import { raw } from './sources/raw.js'

export const spent = table({ s: raw.sales }, (db) => db.selectFrom('s').select(['s.saleId', 's.amount', 's.sold on']))
`,
    'tsconfig.json': JSON.stringify({
      extends: path.join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        typeRoots: [path.join(ROOT, 'node_modules/@types')],
        // The package as the tests build it has no declarations.
        paths: { kerros: [path.join(ROOT, 'src/index.ts')] },
      },
      include: ['src'],
    }),
    'package.json': '{ "type": "module" }',
  })
  await execute(
    'create schema raw',
    'create schema empty',
    `create table raw.sales ("saleId" integer not null, amount decimal(10, 2) not null, "sold on" date, class varchar,
       tags varchar[], data json, moment timestamptz, big hugeint, paid decimal(20, 2))`,
    `comment on column raw.sales.amount is '${LONG}'`,
    `comment on column raw.sales."sold on" is 'It''s "the" day'`,
    `comment on column raw.sales.paid is '${LONG} ${LONG}'`,
    `comment on column raw.sales.class is '${LONG.slice(0, 70)}'`,
    `comment on table raw.sales is 'One row for each sale'`,
    "insert into raw.sales (values (1, 2.5, date '2026-01-02', null, null, null, null, 1, 1))",
    'create view raw.some_sales as select "saleId" from raw.sales',
    'create table raw.moments (moment timestamptz)',
  )
})
afterAll(() => project.remove())

describe('sources pull', () => {
  it('writes a source file, without the models being there or right', async () => {
    const { code, stdout, stderr } = await project.runKept('sources pull --schema raw')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatchInlineSnapshot(`
      "Wrote src/sources/raw.ts: 2 tables
        left out: moments, since kerros has no column for any of its types
        left out: sales.moment (TIMESTAMP WITH TIME ZONE), since kerros has no column for this type
      "
    `)
    expect(await project.read('src/sources/raw.ts')).toMatchInlineSnapshot(`
      "import { array, bigint, date, decimal, integer, json, source, varchar } from 'kerros'

      export const raw = source(
        'raw',
        {
          // moments: kerros has no column for any of its types.
          sales: {
            saleId: integer(),
            amount: decimal(10, 2).describe(
              'How much was paid, in euros and with the tax of the country in which the customer lives on that day',
            ),
            'sold on': date().nullable().describe('It\\'s "the" day'),
            class: varchar().nullable().describe('How much was paid, in euros and with the tax of the country in which t'),
            tags: array(varchar()).nullable(),
            data: json().nullable(),
            // moment TIMESTAMP WITH TIME ZONE: kerros has no column for this type.
            big: bigint().nullable(),
            paid: decimal(20, 2)
              .nullable()
              .describe(
                'How much was paid, in euros and with the tax of the country in which the customer lives on that day How much was paid, in euros and with the tax of the country in which the customer lives on that day',
              ),
          },
          some_sales: {
            saleId: integer().nullable(),
          },
        },
        {
          tables: {
            sales: { description: 'One row for each sale' },
          },
        },
      )
      "
    `)
  })

  it('declares a column named __proto__, which a plain key would not', async () => {
    await execute('create schema odd', 'create table odd.names (id integer, "__proto__" integer)')
    await project.runKept('sources pull --schema odd')
    expect(await project.read('src/sources/odd.ts')).toContain("['__proto__']: integer().nullable(),")
    const { code, stdout } = await project.runKept('sources check --select odd.names')
    await project.remove('src/sources/odd.ts')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '1 source checked: all are as declared\n' })
  })

  it('writes a source file that the formatter does not change', async () => {
    expect(await formatted('src/sources/raw.ts')).toBe(await project.read('src/sources/raw.ts'))
  })

  it('type-checks, and models over it are built', async () => {
    expect(await typeErrors(path.basename(project.folder))).toEqual([])
    const { code, stdout } = await project.runKept('build')
    expect(stdout).toContain('Done. OK=1')
    expect(code).toBe(0)
    expect((await project.runKept('show spent')).stdout).toContain('2026-01-02')
  })

  it('leaves an existing file alone without --force', async () => {
    await project.write({ 'src/sources/raw.ts': '// mine\n' })
    const { code, stderr } = await project.runKept('sources pull --schema raw')
    expect({ code, stderr }).toMatchInlineSnapshot(`
      {
        "code": 2,
        "stderr": "E_INVALID_OPTION src/sources/raw.ts already exists
        → Replace it with --force, or name another file with --out. Nothing was written.
      ",
      }
    `)
    expect(await project.read('src/sources/raw.ts')).toBe('// mine\n')
    expect((await project.runKept('sources pull --schema RAW --force')).code).toBe(0)
    expect(await project.read('src/sources/raw.ts')).toContain('export const raw = source(')
  })

  it('writes the selected tables to the file of --out', async () => {
    await execute('create table raw.few_sales ("saleId" integer)')
    const { stdout } = await project.runKept('sources pull --schema raw --select few_* --out src/few.ts --json')
    expect(JSON.parse(stdout)).toEqual({
      event: 'pulled',
      file: '<project>/src/few.ts',
      tables: ['few_sales'],
      leftOut: [],
      built: [],
    })
    expect(await project.read('src/few.ts')).toMatchInlineSnapshot(`
      "import { integer, source } from 'kerros'

      export const raw = source('raw', {
        few_sales: {
          saleId: integer().nullable(),
        },
      })
      "
    `)
    await project.remove('src/few.ts')
    await execute('drop table raw.few_sales')
  })

  it('refuses tables that another file of the project declares', async () => {
    const { code, stderr } = await project.runKept('sources pull --schema RAW --select some_* --out src/some.ts')
    expect({ code, stderr }).toMatchInlineSnapshot(`
      {
        "code": 2,
        "stderr": "E_INVALID_OPTION the project already declares some_sales (src/sources/raw.ts)
        → Name other tables with --select, or replace the file that declares them: --out <file> --force. Nothing was written.
      ",
      }
    `)
    await expect(project.read('src/some.ts')).rejects.toThrow('ENOENT')
    // The file that declares them is replaced.
    const again = await project.runKept('sources pull --schema raw --out src/sources/raw.ts --force')
    expect(again.code).toBe(0)
  })

  it("leaves out the project's own models, with a word", async () => {
    await execute('create or replace table other (id integer)')
    expect((await project.runKept('build')).code).toBe(0)
    const { stdout } = await project.runKept('sources pull --schema MAIN --out src/sources/main.ts')
    expect(stdout).toMatchInlineSnapshot(`
      "Wrote src/sources/main.ts: 1 table
        left out: spent, which the project itself builds
      "
    `)
    expect(await project.read('src/sources/main.ts')).not.toContain('spent')
    const json = await project.runKept('sources pull --schema main --out src/sources/main.ts --force --json')
    expect(JSON.parse(json.stdout)).toMatchObject({ tables: ['other'], built: ['spent'] })
    const { code, stderr } = await project.runKept('sources pull --schema main --select spent --force')
    expect({ code, stderr }).toMatchInlineSnapshot(`
      {
        "code": 2,
        "stderr": "E_NO_MATCH the project itself builds everything in it: spent
        → Sources are filled by other systems: name their schema with --schema, or their tables with --select.
      ",
      }
    `)
  })

  it('says that it does not know the models when they do not load', async () => {
    await project.write({ 'src/broken.ts': "throw new Error('not yet')\n" })
    const { code, stdout } = await project.runKept('sources pull --schema main --out src/sources/main.ts --force')
    expect(code).toBe(0)
    expect(stdout).toMatchInlineSnapshot(`
      "Wrote src/sources/main.ts: 2 tables
        The project does not load, so the file may declare relations that the project itself builds: kerros ls shows why.
      "
    `)
    await project.remove('src/broken.ts')
    await project.remove('src/sources/main.ts')
  })

  it.each([
    [
      'sources pull --schema rwa',
      'has no schema shop.rwa\n  → Name it with --schema, and its database with --database.\n',
    ],
    ['sources pull --schema raw --target none', 'target "none" has no schema none.raw'],
    ['sources pull --schema raw --select sale --force', 'Did you mean "sales"?'],
    ['sources pull --schema empty', 'schema empty has no table'],
  ])('%s is an error', async (args, words) => {
    const { code, stderr } = await project.runKept(args)
    expect(code).toBe(2)
    expect(stderr).toContain(words)
  })
})

describe('sources pull --kysely', () => {
  it('writes the Database interface of plain Kysely', async () => {
    await execute(
      'create schema app',
      'create sequence app.ids',
      `create table app.orders (id bigint default nextval('app.ids') not null, paid decimal(10, 2) not null, total decimal(20, 2),
         sum decimal(38, 2), made timestamp default '2026-01-01', zoned timestamptz, day date not null, "how many" integer,
         words varchar[], big hugeint[], about json, raw blob, key uuid, pair struct(a integer), ok boolean not null)`,
      "comment on table app.orders is 'One row for each order'",
      "comment on column app.orders.paid is 'Ends */ no comment'",
      'create view app.paid as select id, paid from app.orders',
    )
    const { code, stdout, stderr } = await project.runKept('sources pull --schema app --kysely')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe('Wrote src/database/app.ts: 2 tables\n')
    expect(await project.read('src/database/app.ts')).toMatchInlineSnapshot(`
      "import type { DateString, DecimalString, Json } from 'kerros'
      import type { Generated } from 'kysely'

      export interface Database {
        /** One row for each order */
        'app.orders': {
          id: Generated<number | bigint>
          /** Ends *\\/ no comment */
          paid: number
          total: DecimalString | null
          sum: number | DecimalString | null
          made: Generated<Date | null>
          zoned: Date | null
          day: DateString
          'how many': number | null
          words: string[] | null
          big: (number | bigint)[] | null
          about: Json | null
          raw: Uint8Array | null
          key: string | null
          pair: unknown
          ok: boolean
        }
        'app.paid': {
          id: number | bigint | null
          paid: number | null
        }
      }
      "
    `)
  })

  it('writes an interface that the formatter does not change', async () => {
    expect(await formatted('src/database/app.ts')).toBe(await project.read('src/database/app.ts'))
  })

  it('type-checks in queries of plain Kysely, which refuse what is not there, and says what arrives', async () => {
    await project.write({
      'src/app.ts': `import type { DateString, DecimalString, Json } from 'kerros'
import type { Kysely } from 'kysely'
import type { Database } from './database/app.js'

export const orders = async (db: Kysely<Database>) => {
  // id, made and what may be NULL need not be given.
  await db.insertInto('app.orders').values({ paid: 2.5, day: '2026-01-02', ok: true, words: ['a', 'b'], 'how many': 3 }).execute()
  // @ts-expect-error without "paid"
  db.insertInto('app.orders').values({ day: '2026-01-02', ok: true })
  // @ts-expect-error there is no such column
  db.selectFrom('app.orders').select('price')
  const row = await db.selectFrom('app.orders').selectAll().executeTakeFirstOrThrow()
  const typed: {
    id: number | bigint; paid: number; total: DecimalString | null; sum: number | DecimalString | null; made: Date | null
    zoned: Date | null; day: DateString; 'how many': number | null; words: string[] | null
    big: (number | bigint)[] | null; about: Json | null; raw: Uint8Array | null; key: string | null; ok: boolean
  } = row
  return typed
}
`,
    })
    expect(await typeErrors('src/app.ts', 'src/database')).toEqual([])
    const { orders } = (await import(path.join(project.folder, 'src/app.ts'))) as {
      orders(db: Kysely<any>): Promise<object>
    }
    const db = new Kysely<any>({ dialect: new DuckDbDialect({ path: path.join(project.folder, 'shop.duckdb') }) })
    const row = await orders(db).finally(() => db.destroy())
    expect(row).toEqual({
      id: 1,
      paid: 2.5,
      total: null,
      sum: null,
      made: new Date('2026-01-01T00:00:00Z'),
      zoned: null,
      day: '2026-01-02',
      'how many': 3,
      words: ['a', 'b'],
      big: null,
      about: null,
      raw: null,
      key: null,
      pair: null,
      ok: true,
    })
    await project.remove('src/app.ts')
  })

  it("names the tables of the target's own schema without it, and what the project builds, too", async () => {
    expect((await project.runKept('sources pull --schema main --kysely --out src/own.ts')).code).toBe(0)
    const text = await project.read('src/own.ts')
    expect(text).toContain('  spent: {\n')
    await project.remove('src/own.ts')
  })
})

describe('sources check', () => {
  it('says that all is as declared', async () => {
    const { code, stdout } = await project.runKept('sources check')
    expect({ code, stdout }).toMatchInlineSnapshot(`
      {
        "code": 0,
        "stdout": "more raw.sales: column "moment" (TIMESTAMP WITH TIME ZONE) is not declared
      2 sources checked: all are as declared
      ",
      }
    `)
  })

  it('exits with 1 and names what is missing or changed; more columns do no harm', async () => {
    await execute(
      'drop view raw.some_sales',
      'alter table raw.sales add column extra uuid',
      'alter table raw.sales alter amount type varchar',
      'alter table raw.sales drop column class',
    )
    const { code, stdout } = await project.runKept('sources check')
    expect(stdout).toMatchInlineSnapshot(`
      "FAIL raw.sales: column "amount" is VARCHAR, declared decimal(10, 2)
        at src/sources/raw.ts
      FAIL raw.sales: column "class" does not exist
        at src/sources/raw.ts
      more raw.sales: column "moment" (TIMESTAMP WITH TIME ZONE) is not declared
      more raw.sales: column "extra" (UUID) is not declared
      FAIL raw.some_sales: shop.raw.some_sales does not exist
        at src/sources/raw.ts
      2 sources checked: 2 not as declared
      "
    `)
    expect(code).toBe(1)
    const some = await project.runKept('sources check --select some_sales --json')
    expect(jsonLines(some.stdout)).toMatchInlineSnapshot(`
      [
        {
          "event": "source_difference",
          "file": "src/sources/raw.ts",
          "isDrift": true,
          "kind": "missing_table",
          "message": "shop.raw.some_sales does not exist",
          "source": "raw.some_sales",
        },
        {
          "drifted": 1,
          "event": "sources_checked",
          "sources": [
            "raw.some_sales",
          ],
        },
      ]
    `)
    expect(some.code).toBe(1)
  })

  it('misses every table where there is no database yet', async () => {
    const { code, stdout } = await project.runKept('sources check -t none -q')
    expect(stdout).toContain('FAIL raw.sales: none.raw.sales does not exist')
    expect(code).toBe(1)
  })
})
