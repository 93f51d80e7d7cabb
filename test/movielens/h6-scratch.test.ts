import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { defineProject, load } from 'kerros'
import * as movielens from 'kerros/movielens'
import { expect, test } from 'vitest'
import { generateMovieLens } from '../../src/cli/movielens/generate-movielens.js'
import { leastTime } from '../../bench/snowflake/least-time.js'
import { snowflakeServer } from '../servers/snowflake-server.js'
import { buildMovieLens, complaints, ROOT } from './movielens-project.js'
import { createSnowflakeProject } from './snowflake-project.js'

const server = await snowflakeServer()
test('x', async () => {
  const project = await createSnowflakeProject(server)
  const data = path.join(project.folder, 'csv')
  await generateMovieLens({ directory: data, scale: 0.001 })
  const config = defineProject({ name: 'scratch', models: [{ ...movielens }], targets: { dev: project.target } })
  await load({ project: config, cwd: ROOT, data })
  await server.delay(Number(process.env['DELAY'] ?? 200))
  let plan: any
  const out: string[] = []
  for (let i = 0; i < 2; i++) {
    const a = (await server.statements()).length
    const began = performance.now()
    const r = await buildMovieLens(project, { reporter: { onRunStart: (p) => { plan = p } } })
    const all = performance.now() - began
    expect(complaints(r)).toEqual([])
    const least = leastTime(plan.nodes, r.nodes)
    const bound = Math.max(least.criticalPathMs, least.totalMs / 4)
    const n = (await server.statements()).length - a
    out.push(JSON.stringify({ n, all, run: r.durationMs, cp: least.criticalPathMs, tot4: least.totalMs / 4, ratio: r.durationMs / bound, chain: least.chain }))
    const seen = new Set<string>()
    const t0 = r.startedAt.getTime()
    const lines = [...r.nodes].sort((x, y) => +x.startedAt - +y.startedAt).filter((x) => { const k = x.statements[0]!; if (seen.has(k)) return false; seen.add(k); return true })
      .map((x) => `${String(+x.startedAt - t0).padStart(6)} ${String(Math.round(+x.startedAt - t0 + x.durationMs)).padStart(6)} ${String(Math.round(x.durationMs)).padStart(5)} ${x.resourceType} ${x.name} x${r.nodes.filter((y) => y.statements[0] === x.statements[0]).length}`)
    writeFileSync(`/tmp/h6-gantt-${i}.txt`, lines.join('\n'))
  }
  console.log(out.join('\n'))
}, 240_000)
