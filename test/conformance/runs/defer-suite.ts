import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import {
  build,
  compile,
  DiagnosticsError,
  dataTest,
  ephemeral,
  isKerrosError,
  type NamingFunction,
  notNull,
  type RunOptions,
  type RunResult,
  run,
  seed,
  snapshot,
  table,
  varchar,
  view,
} from 'kerros'
import { beforeEach, expect, it } from 'vitest'
import { writeManifest } from '../../../src/runtime/artifacts/write-manifest.js'
import { openProject } from '../../../src/runtime/open/open-project.js'
import { showNode } from '../../../src/runtime/show/show-node.js'
import { readDeferral } from '../../../src/runtime/state/deferral.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { RAW_EVENTS, raw } from '../raw-events.js'
import { ScratchProject } from '../scratch-project.js'

/** A project with a relation of each kind; `from` is part of each row of the first model, to see who has written it. */
function shop(from: string) {
  const kinds = seed('kinds.csv', { kind: varchar() })
  const stg = table(
    { e: raw.events },
    (db: any) => db.selectFrom('e').select((eb: any) => ['e.id', 'e.kind', eb.val(from).as('origin')]),
    {
      columns: { id: { tests: [notNull()] } },
    },
  )
  const inlined = ephemeral({ stg }, (db) => db.selectFrom('stg').selectAll())
  const kept = snapshot(stg as never, { uniqueKey: 'id', strategy: 'check', checkColumns: ['kind'] } as never)
  const mart = table({ i: inlined, k: kinds, h: kept as never }, (db: any) =>
    db.selectFrom('i').innerJoin('k', 'k.kind', 'i.kind').innerJoin('h', 'h.id', 'i.id').select(['i.id', 'i.origin']),
  )
  const on_top = view({ mart }, (db: any) => db.selectFrom('mart').selectAll())
  const no_zero = dataTest({ stg, mart }, (db: any) =>
    db.selectFrom('stg').innerJoin('mart', 'mart.id', 'stg.id').select('mart.id').where('mart.id', '=', 0),
  )
  return { raw, kinds, stg, inlined, kept, mart, on_top, no_zero }
}

const inProd: NamingFunction = () => ({ schema: 'prod' })

/** What is not built is read where an earlier state has it: dbt's tests of `--defer`, and what is promised beyond. */
export function deferSuite(engine: EngineUnderTest): void {
  contractSuite('--defer', engine, () => {
    let scratch: ScratchProject

    beforeEach(async () => {
      scratch = await ScratchProject.create(engine)
      await writeFile(path.join(scratch.folder, 'kinds.csv'), 'kind\na\nb\n')
      await scratch.execute(...RAW_EVENTS)
      const project = scratch.projectOf(shop('prod'), { naming: inProd })
      expectOk(await build({ project, cwd: scratch.folder }))
      await writeManifest(await openProject({ project, cwd: scratch.folder }), path.join(scratch.folder, 'state'))
      return () => scratch.remove()
    })

    const here = (options: Omit<RunOptions, 'project' | 'cwd'>) => ({
      project: scratch.projectOf(shop('dev')),
      cwd: scratch.folder,
      ...options,
    })
    const state = (favorState = false) => ({ defer: { state: 'state', favorState } })
    const ran = (result: RunResult) =>
      result.nodes
        .filter(({ resourceType }) => resourceType !== 'source')
        .map(({ name, status }) => `${name} ${status}`)
    const rows = async (relation: string) => {
      const found = await scratch.rows(`select * from ${relation} order by 1`)
      return found.map((row) => Object.values(row).join(' '))
    }
    const schema = () => scratch.target.schema

    it('what is not built here is read where the state has it, through ephemerals, and with seeds and snapshots', async () => {
      const result = await build(here({ select: ['mart', 'on_top'], indirectSelection: 'empty', ...state() }))
      expectOk(result)
      expect(ran(result)).toEqual(['mart success', 'on_top success'])
      expect(await rows(`${schema()}.mart`)).toEqual(['1 prod', '2 prod'])
      expect(await rows(`${schema()}.on_top`)).toEqual(['1 prod', '2 prod'])
    })

    it('a test reads what is built here, and the rest where the state has it', async () => {
      const result = await build(here({ select: ['mart'], ...state() }))
      expectOk(result)
      expect(ran(result)).toEqual(['mart success', 'no_zero pass'])
    })

    it('what exists in the target is read there, unless the state is favored', async () => {
      expectOk(await run(here({ select: ['stg'] })))
      expectOk(await run(here({ select: ['mart'], ...state() })))
      expect(await rows(`${schema()}.mart`)).toEqual(['1 dev', '2 dev'])
      expectOk(await run(here({ select: ['mart'], ...state(true) })))
      expect(await rows(`${schema()}.mart`)).toEqual(['1 prod', '2 prod'])
    })

    it('what is selected is read here, also when the state is favored', async () => {
      expectOk(await run(here({ select: ['stg', 'mart'], ...state(true) })))
      expect(await rows(`${schema()}.mart`)).toEqual(['1 dev', '2 dev'])
    })

    it('what an earlier run has built is read here when it is run again', async () => {
      expectOk(await run(here({ select: ['stg'] })))
      const nodes = ['model.scratch.mart']
      expectOk(await run(here({ nodes, built: ['model.scratch.stg'], ...state(true) })))
      expect(await rows(`${schema()}.mart`)).toEqual(['1 dev', '2 dev'])
    })

    it('a relation that is in neither place is an error that names both, before anything is built', async () => {
      await scratch.execute('drop table prod.stg')
      const failed = await failure(build(here({ select: ['kinds', 'mart'], indirectSelection: 'empty', ...state() })))
      expect(failed.code).toBe('E_STATE')
      const [own, other] = [schema(), 'prod'].map((each) => `${scratch.target.database}.${each}.stg`)
      expect(failed.message).toContain(
        `"mart" reads "stg", which is not there: neither as ${own} nor as ${other}, where the manifest in state has it`,
      )
      expect(failed.hint).toContain('--select +mart')
      await expect(rows(`${schema()}.kinds`)).rejects.toThrow()
    })

    it('a relation that the manifest does not have is an error that says so', async () => {
      const file = path.join(scratch.folder, 'state/manifest.json')
      const manifest = JSON.parse(await readFile(file, 'utf8'))
      delete manifest.nodes['model.scratch.stg']
      manifest.nodes['seed.scratch.kinds'].relation_name = null
      await writeFile(file, JSON.stringify(manifest))
      const { message } = await failure(run(here({ select: ['mart'], ...state() })))
      expect(message).toContain('the manifest in state does not have it')
      expect(message).toContain('"kinds"')
      expect(message).toContain('"stg"')
    })

    it('the statements of compile and the rows of show are those of the state', async () => {
      const options = { project: scratch.projectOf(shop('dev')), cwd: scratch.folder }
      const [compiled] = await compile({ ...options, select: ['mart'], indirectSelection: 'empty', ...state() })
      expect(compiled!.statements.join('\n').toLowerCase()).toMatch(/"prod"\."stg"/)
      const [inlined] = await compile({ ...options, select: ['inlined'], indirectSelection: 'empty', ...state() })
      expect(inlined!.statements.join('\n').toLowerCase()).toMatch(/"prod"\."stg"/)
      const opened = await openProject(options)
      const deferral = await readDeferral(opened, { state: 'state' }, { cwd: scratch.folder })
      const shown = async (name: string) => (await showNode(opened, name, 5, { defer: { deferral } })).rows.length
      expect(await shown('stg')).toBe(2)
      expect(await shown('inlined')).toBe(2)
      expect(await shown('no_zero')).toBe(0)
    })

    it('a state without a manifest, or of another engine, is an error', async () => {
      const nowhere = await failure(run(here({ select: ['mart'], defer: { state: 'nowhere' } })))
      expect(nowhere.message).toBe('--defer needs a manifest.json, which is missing in nowhere')
      const file = path.join(scratch.folder, 'state/manifest.json')
      const manifest = JSON.parse(await readFile(file, 'utf8'))
      manifest.metadata.adapter_type = 'postgres'
      await writeFile(file, JSON.stringify(manifest))
      const other = await failure(run(here({ select: ['mart'], ...state() })))
      expect(other.message).toContain('the manifest in state is of postgres')
    })

    it('sources are read where they are declared', async () => {
      await scratch.execute(`insert into raw.events values (3, 'a')`)
      expectOk(await run(here({ select: ['stg'], ...state(true) })))
      expect(await rows(`${schema()}.stg`)).toHaveLength(3)
    })
  })
}

function expectOk({ nodes }: RunResult): void {
  expect(nodes.flatMap(({ name, error }) => (error ? [`${name}: ${error.message}`] : []))).toEqual([])
}

async function failure(work: Promise<unknown>): Promise<{ code: string; message: string; hint: string }> {
  try {
    await work
  } catch (error) {
    if (error instanceof DiagnosticsError)
      return {
        code: error.diagnostics[0]!.code,
        message: error.diagnostics.map(({ message }) => message).join('\n'),
        hint: error.diagnostics.map(({ hint }) => hint).join('\n'),
      }
    if (isKerrosError(error)) return { code: error.code, message: error.message, hint: error.hint ?? '' }
    throw error
  }
  throw new Error('nothing failed')
}
