import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build, defineProject, load, type RunResult } from 'kerros'
import * as movielens from 'kerros/movielens'
import { snowflake } from 'kerros/snowflake'
import { generateMovieLens } from '../../src/cli/movielens/generate-movielens.js'
import type { Plan } from '../../src/core/plan/plan.js'
import { startPythonServer } from '../../test/servers/python-server.js'
import { leastTime } from './least-time.js'

// How many statements kerros sends to Snowflake, and how well it hides that each of them takes 200 ms. The reference
// project on the protocol server of the tests: `npm run bench:snowflake`.
const DELAY_MS = 200
const THREADS = 4
const MOST_STATEMENTS = { first: 80, second: 77 } as const
const MOST_TIME = 1.15

const folder = mkdtempSync(path.join(tmpdir(), 'kerros-bench-'))
const { url, stop } = await startPythonServer('server.py', 'requirements.txt', ['1000'])
const target = snowflake({
  accessUrl: url,
  account: 'bench',
  user: 'bench',
  password: 'secret',
  database: 'BENCH',
  schema: 'DEV',
  threads: THREADS,
})
const project = defineProject({ name: 'bench', models: [{ ...movielens }], targets: { dev: target } })

try {
  const data = path.join(folder, 'data')
  await generateMovieLens({ directory: data, scale: 0.001 })
  await load({ project, cwd: process.cwd(), data })
  await fetch(`${url}/_delay`, {
    method: 'POST',
    body: JSON.stringify({ database: 'BENCH', seconds: DELAY_MS / 1000 }),
  })
  console.log('| build | statements | whole | before and after the nodes | nodes | critical path | total ÷ 4 | ratio |')
  console.log('|---|---|---|---|---|---|---|---|')
  for (const name of ['first', 'second'] as const) await measure(name)
} finally {
  stop()
  rmSync(folder, { recursive: true })
}

async function statements(): Promise<number> {
  return ((await (await fetch(`${url}/_statements?database=BENCH`)).json()) as readonly string[]).length
}

async function measure(name: keyof typeof MOST_STATEMENTS): Promise<void> {
  const before = await statements()
  let plan: Plan | undefined
  const began = performance.now()
  const result = await build({
    project,
    cwd: process.cwd(),
    reporter: {
      onRunStart: (started) => {
        plan = started
      },
    },
  })
  const wholeMs = performance.now() - began
  if (!result.ok) throw new Error(`the ${name} build failed: ${failures(result)}`)
  const { criticalPathMs, totalMs } = leastTime(plan!.nodes, result.nodes)
  const ratio = result.durationMs / Math.max(criticalPathMs, totalMs / THREADS)
  const sent = (await statements()) - before
  const times = [wholeMs, wholeMs - result.durationMs, result.durationMs, criticalPathMs, totalMs / THREADS]
  console.log(`| ${[name, sent, ...times.map(seconds), `**${ratio.toFixed(2)}**`].join(' | ')} |`)
  if (sent > MOST_STATEMENTS[name] || ratio > MOST_TIME) process.exitCode = 1
}

function failures({ nodes }: RunResult): string {
  return nodes.flatMap(({ name, error }) => (error ? [`${name}: ${error.message}`] : [])).join('\n')
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
