import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import type { Plan } from '../../../src/core/plan/plan.js'
import { duckdb } from '../../../src/dialects/duckdb/index.js'
import { defineProject, source, table, varchar } from '../../../src/index.js'
import { describingOnce } from '../../../src/runtime/artifacts/describe-plan.js'
import { runWithArtifacts } from '../../../src/runtime/artifacts/run-with-artifacts.js'
import { openProject } from '../../../src/runtime/open/open-project.js'
import { openLineageOptions } from '../../../src/runtime/open-lineage/open-lineage-options.js'
import { withOpenLineage } from '../../../src/runtime/open-lineage/with-open-lineage.js'

it('events and artifacts of a run share one description of the project', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kerros-describe-'))
  const raw = source('raw', { words: { word: varchar() } })
  const words = table({ w: raw.words }, (db) => db.selectFrom('w').selectAll())
  const project = defineProject({
    name: 'shop',
    models: [{ raw, words }],
    targets: { dev: duckdb({ path: ':memory:' }) },
  })
  const opened = await openProject({ project, cwd: folder })
  const once = describingOnce(opened)
  const asked: (readonly [Plan, unknown])[] = []
  const describe = (plan: Plan) => {
    const described = once(plan)
    asked.push([plan, described])
    return described
  }
  const options = openLineageOptions('events.ndjson', {})
  await withOpenLineage(options, { command: 'build', opened, reporter: undefined, describe }, (reporter) =>
    runWithArtifacts('build', opened, { reporter, describe }),
  )
  expect(asked).toHaveLength(2)
  expect(asked[0]).toEqual(asked[1])
  expect(asked[0]![1]).toBe(asked[1]![1])
  expect(await readFile(path.join(folder, 'events.ndjson'), 'utf8')).toContain('model.shop.words')
  expect(await readFile(path.join(folder, 'target/manifest.json'), 'utf8')).toContain('model.shop.words')
  await rm(folder, { recursive: true })
})
