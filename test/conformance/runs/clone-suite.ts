import path from 'node:path'
import { build, ephemeral, incremental, type NamingFunction, snapshot, table, view } from 'kerros'
import { beforeEach, expect, it } from 'vitest'
import { writeManifest } from '../../../src/runtime/artifacts/write-manifest.js'
import { openProject } from '../../../src/runtime/open/open-project.js'
import { type RunOptions, runCommand } from '../../../src/runtime/run/run-command.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { RAW_EVENTS, raw } from '../raw-events.js'
import { ScratchProject } from '../scratch-project.js'

function shop(isNew = false) {
  const stg = table({ e: raw.events }, (db) => db.selectFrom('e').selectAll())
  const inlined = ephemeral({ stg }, (db) => db.selectFrom('stg').selectAll())
  const on_top = view({ i: inlined }, (db) => db.selectFrom('i').selectAll())
  const kept = snapshot(stg, { uniqueKey: 'id', strategy: 'check', checkColumns: ['kind'] })
  const grown = incremental({ stg }, (db) => db.selectFrom('stg').select('stg.id'), { uniqueKey: 'id' })
  return {
    raw,
    stg,
    inlined,
    on_top,
    kept,
    grown,
    ...(isNew && { added: view({ stg }, (db) => db.selectFrom('stg').selectAll()) }),
  }
}

const inProd: NamingFunction = () => ({ schema: 'prod' })

/** What `kerros clone` makes of a state: dbt's tests of `clone`, and what is promised beyond. */
export function cloneSuite(engine: EngineUnderTest): void {
  contractSuite('clone', engine, () => {
    let scratch: ScratchProject

    const clone = async (
      options: Omit<RunOptions, 'project'> = {},
      { isNew = false, naming = undefined as NamingFunction | undefined } = {},
    ) => {
      const opened = await openProject({
        project: scratch.projectOf(shop(isNew), naming && { naming }),
        cwd: scratch.folder,
      })
      return runCommand('clone', opened, { defer: { state: 'state' }, cwd: scratch.folder, ...options })
    }
    const ids = async (relation: string) =>
      (await scratch.rows(`select id from ${relation} order by 1`)).map((row) => Number(Object.values(row)[0]))
    const own = (name: string) => `${scratch.target.schema}.${name}`

    beforeEach(async () => {
      scratch = await ScratchProject.create(engine)
      await scratch.execute(...RAW_EVENTS)
      const project = scratch.projectOf(shop(), { naming: inProd })
      expect((await build({ project, cwd: scratch.folder })).ok).toBe(true)
      await writeManifest(await openProject({ project, cwd: scratch.folder }), path.join(scratch.folder, 'state'))
      return () => scratch.remove()
    })

    it('makes each relation of the state, tables where the engine can, else views', async () => {
      const { ok, nodes } = await clone()
      expect(ok).toBe(true)
      expect(nodes.map(({ name }) => name).sort()).toEqual(['grown', 'kept', 'on_top', 'stg'])
      for (const name of ['stg', 'on_top', 'kept', 'grown']) expect(await ids(own(name))).toEqual([1, 2])
      const statements = nodes.flatMap((node) => node.statements).map((sql) => sql.toLowerCase())
      const { clonesTables } = scratch.target.dialect.capabilities
      expect(statements.filter((sql) => / clone /.test(sql))).toHaveLength(clonesTables ? 3 : 0)
      expect(statements.filter((sql) => /view .* as select \* from /.test(sql))).toHaveLength(clonesTables ? 1 : 4)
      expect(statements.filter((sql) => sql.includes('copy grants'))).toEqual([])
    })

    it('leaves what exists, and replaces it with a full refresh', async () => {
      await clone()
      await scratch.execute(`drop view ${own('on_top')}`, `create table ${own('on_top')} as select 7 as id`)
      const again = await clone()
      expect(again.nodes.filter(({ isUnchanged }) => isUnchanged)).toHaveLength(4)
      expect(await ids(own('on_top'))).toEqual([7])
      expect((await clone({ fullRefresh: true })).ok).toBe(true)
      expect(await ids(own('on_top'))).toEqual([1, 2])
    })

    it('never replaces a history without a full refresh, nor a relation by itself', async () => {
      const project = scratch.projectOf(shop())
      expect((await build({ project, cwd: scratch.folder, select: ['stg', 'kept'] })).ok).toBe(true)
      await scratch.execute(`update ${own('kept')} set id = 9 where id = 1`)
      expect((await clone({ select: ['kept'] })).ok).toBe(true)
      expect(await ids(own('kept'))).toEqual([2, 9])
      const itself = await clone({ select: ['kept'], fullRefresh: true }, { naming: inProd })
      expect(itself.nodes[0]!.notes[0]!.message).toMatch(/^not cloned: it is the relation of the state itself/)
      expect(await ids('prod.kept')).toEqual([1, 2])
    })

    it('goes on from a clone as from its original', async () => {
      await clone()
      await scratch.execute(`insert into raw.events values (3, 'a')`)
      // A history is not written into a view.
      const written = scratch.target.dialect.capabilities.clonesTables
        ? ['stg', 'on_top', 'kept', 'grown']
        : ['stg', 'on_top', 'grown']
      const result = await build({ project: scratch.projectOf(shop()), cwd: scratch.folder, select: written })
      expect(result.nodes.flatMap(({ error }) => error?.message ?? [])).toEqual([])
      for (const name of written) expect(await ids(own(name))).toEqual([1, 2, 3])
      expect(await ids('prod.grown')).toEqual([1, 2])
    })

    it('says what the state does not have, and fails for what is gone there', async () => {
      const { nodes } = await clone({ select: ['added'] }, { isNew: true })
      expect(nodes[0]!.notes[0]!.message).toBe('not cloned: the manifest in state does not have it')
      await scratch.execute('drop table prod.grown')
      const gone = await clone({ select: ['grown'] })
      expect(gone.ok).toBe(false)
      expect(gone.nodes[0]!.error?.message).toContain('where the manifest in state has "grown", is not there')
      await expect(clone({ defer: { state: 'nowhere' } })).rejects.toThrow(
        'needs a manifest.json, which is missing in nowhere',
      )
    })
  })
}
