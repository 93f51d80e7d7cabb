import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  analysis,
  build,
  compile,
  connect,
  dataTest,
  defineProject,
  fileFormat,
  incremental,
  integer,
  load,
  notNull,
  test as runTests,
  seed,
  snapshot,
  source,
  table,
  testColumns,
  timestamp,
  unique,
  varchar,
  variable,
  view,
} from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { given, runModel, runSnapshot, runTest } from 'kerros/testing'
import { expect, it } from 'vitest'
import { openProject } from '../../src/runtime/open/open-project.js'
import { listNodes } from '../../src/runtime/select/list-nodes.js'
import { showNode } from '../../src/runtime/show/show-node.js'
import { toJson } from '../../src/util/to-json.js'
import fc from '../seeded-fast-check.js'

/** What every object of JavaScript has: an object that is asked for one of these must not answer with its own. */
const NAMES = [...Object.getOwnPropertyNames(Object.prototype), 'prototype', 'then', 'length', 'name']

const names = (least: number) => fc.shuffledSubarray(NAMES, { minLength: least, maxLength: least })

/** An object with a key of any name: written as a literal, `__proto__` would be another thing. */
const by = <V>(keys: readonly string[], value: (key: string, i: number) => V): any =>
  Object.fromEntries(keys.map((key, i) => [key, value(key, i)]))

const sorted = (list: Iterable<string>) => [...list].sort()

it('names that every object has are data, for every kind of definition and through every command', async () => {
  await fc.assert(
    fc.asyncProperty(
      names(9),
      names(3),
      fc.constantFrom(...NAMES),
      fc.constantFrom('rows.csv', 'rows.json'),
      async (nodes, columns, word, file) => {
        const folder = mkdtempSync(path.join(tmpdir(), 'kerros-names-'))
        const [tableName, viewName, seedName, keptName, snapshotName, testName, analysisName, schema, variableName] =
          nodes as [string, string, string, string, string, string, string, string, string]
        const [first, second, third] = columns as [string, string, string]
        try {
          writeFileSync(path.join(folder, 'rows.csv'), `${columns.join(',')}\n1,2,x\n3,4,y\n`)
          writeFileSync(
            path.join(folder, 'rows.json'),
            `{"${first}":1,"${second}":2,"${third}":"x"}\n{"${first}":3,"${second}":4,"${third}":"y"}\n`,
          )
          const types = by(columns, (_, i) => (i < 2 ? integer() : varchar()))
          const json = fileFormat('lines', { type: 'json' })
          const sources: any = source(
            schema,
            by([tableName], () => ({ ...types, _loaded_at: timestamp() })),
            {
              load: by([tableName], () => ({ files: [file], ...(file === 'rows.json' && { fileFormat: json }) })),
              tables: by([tableName], () => ({ description: word })),
            } as never,
          )
          const least: any = variable(variableName, 0)
          const of: any = { a: sources[tableName] }
          const looked: any = view(of, (db: any) => db.selectFrom('a').selectAll().where(`a.${first}`, '>', least), {
            tags: [word],
            columns: by(columns, () => ({ description: word, tests: [notNull()] })),
          } as never)
          const made: any = table(
            by([word], () => looked),
            (db: any) => db.selectFrom(word).select(columns.map((c) => `${word}.${c}`)),
            {
              contract: types,
              columns: by([first], () => ({ tests: [unique()] })),
            } as never,
          )
          const kept: any = incremental({ t: made }, (db: any) => db.selectFrom('t').selectAll(), {
            uniqueKey: first,
            onSchemaChange: 'append_new_columns',
          } as never)
          const history: any = snapshot(made, {
            uniqueKey: first,
            strategy: 'check',
            checkColumns: [second, third],
          } as never)
          const seeded: any = seed('rows.csv', types, {
            columns: by([second], () => ({ tests: [notNull()] })),
          } as never)
          const bad: any = dataTest({ m: made }, (db: any) =>
            db.selectFrom('m').selectAll().where(`m.${first}`, '<', 0),
          )
          const asked: any = analysis({ m: made }, (db: any) =>
            db.selectFrom('m').select(`m.${third}`).orderBy(`m.${third}`),
          )
          const more = testColumns(
            made,
            by([third], () => [notNull()]),
          )
          const tables = [viewName, `${tableName}_made`, keptName, seedName, snapshotName]
          const exports = by(
            [...tables, testName, analysisName, 'more'],
            (_, i) => [looked, made, kept, seeded, history, bad, asked, more][i],
          )
          const project = defineProject({
            name: 'p',
            models: [{ sources, ...exports }],
            vars: by([variableName], () => 2),
            targets: { dev: duckdb({ path: 'p.duckdb' }) },
          })
          const options = { project, cwd: folder }

          const { tables: loaded } = await load({ ...options, data: '.' })
          expect(loaded.map((one) => [one.table, one.files.map(({ rows }) => rows)])).toEqual([
            [`${schema}.${tableName}`, [2]],
          ])
          for (let i = 0; i < 2; i++) {
            const { nodes: built } = await build(options)
            expect(
              built
                .filter(({ status }) => !/success|pass/.test(status))
                .map(({ name, error, status }) => [name, status, error]),
            ).toEqual([])
          }
          expect((await runTests(options)).ok).toBe(true)
          expect((await compile(options)).map(({ name }) => name)).toContain(viewName)

          const opened = await openProject(options)
          expect(
            listNodes(opened.project, { select: [`tag:${word}`], resourceType: ['model'] }).map(({ name }) => name),
          ).toEqual([viewName])
          expect(sorted(listNodes(opened.project, { resourceType: ['model'] }).map(({ name }) => name))).toEqual(
            sorted([viewName, `${tableName}_made`, keptName]),
          )
          for (const name of tables) {
            const shown = await showNode(opened, name, 10)
            expect(shown.columns).toEqual(expect.arrayContaining(columns))
            const [row] = shown.rows.map((one) => JSON.parse(toJson(one)))
            for (const column of columns) expect(Object.hasOwn(row, column)).toBe(true)
          }
          const shown = await showNode(opened, keptName, 10)
          expect(shown.rows.map((row) => columns.map((column) => row[column]).join())).toEqual(['3,4,y'])
          expect((await showNode(opened, analysisName, 1)).rows).toEqual([by([third], () => 'y')])

          const db: any = connect(
            project.targets['dev']!,
            by([keptName], () => kept),
            { root: folder },
          )
          try {
            const rows = await db
              .selectFrom(keptName)
              .select([`${keptName}.${first}`])
              .execute()
            expect(rows.map((row: any) => Object.entries(row))).toEqual([[[first, 3]]])
          } finally {
            await db.destroy()
          }

          const row = { ...by(columns, (_, i) => [1, 2, 'x'][i]), _loaded_at: new Date(0) }
          const rows = [given(sources[tableName], [row])]
          expect(await runModel(made, rows)).toEqual([by(columns, (_, i) => [1, 2, 'x'][i])])
          expect(await runTest(bad, rows)).toBe(0)
          expect((await runSnapshot(history, [rows])).rows).toHaveLength(1)
        } finally {
          rmSync(folder, { recursive: true, force: true })
        }
      },
    ),
    { numRuns: 10 },
  )
})

it('names that every object has are not there where nothing is said of them', async () => {
  await fc.assert(
    fc.asyncProperty(names(2), names(2), async ([tableName, modelName], [first, second]) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'kerros-names-'))
      try {
        writeFileSync(path.join(folder, 'rows.csv'), 'id\n1\n')
        const types = by([first!, second!], () => integer().nullable())
        const sources: any = source('raw', { ...by([tableName!], () => types), loaded: { id: integer() } }, {
          load: { loaded: { files: ['rows.csv'] } },
          tables: { loaded: { tags: ['x'] } },
        } as never)
        const model: any = table({ t: sources[tableName!] }, (db: any) => db.selectFrom('t').selectAll(), {
          columns: {},
        } as never)
        const project = defineProject({
          name: 'p',
          models: [{ sources, ...by([modelName!], () => model) }],
          targets: { dev: duckdb({ path: 'p.duckdb' }) },
        })
        const { tables } = await load({ project, cwd: folder, data: '.' })
        expect(tables.map((one) => one.table)).toEqual(['raw.loaded'])
        const opened = await openProject({ project, cwd: folder })
        expect(
          listNodes(opened.project, {})
            .map(({ name, tags }) => [name, tags])
            .sort(),
        ).toEqual(
          [
            ['loaded', ['x']],
            [tableName, []],
            [modelName, []],
          ].sort(),
        )
        // What a row leaves out is NULL.
        const rows = await runModel(model, [given(sources[tableName!], [by([first!], () => 1)])])
        expect(rows).toEqual([by([first!, second!], (name) => (name === first ? 1 : null))])
        await expect(build({ project, cwd: folder, select: ['valueOf_'] })).rejects.toMatchObject({
          code: 'E_NO_MATCH',
        })
        await expect(build({ project, cwd: folder, target: tableName! })).rejects.toMatchObject({
          code: 'E_UNKNOWN_TARGET',
        })
        await expect(build({ project, cwd: folder, vars: by([first!], () => 1) })).rejects.toMatchObject({
          code: 'E_UNKNOWN_VARIABLE',
        })
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }),
    { numRuns: 10 },
  )
})
