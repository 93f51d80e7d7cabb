// Runs a program as a whole process and says what it used.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const REPORT = new URL('./report-usage.mjs', import.meta.url).href

/**
 * @param {readonly string[]} args What `node` is given.
 * @param {{ cwd: string, env?: Record<string, string> }} options
 * @returns {Promise<{ wallMs: number, cpuMs: number, peakMiB: number, stdout: string }>}
 */
export async function measureProcess(args, { cwd, env = {} }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kerros-bench-'))
  const usage = path.join(folder, 'usage.json')
  const began = performance.now()
  const child = spawn(process.execPath, ['--import', REPORT, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', CI: '1', ...env, KERROS_BENCH_USAGE: usage },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const chunks = []
  child.stdout.on('data', (chunk) => chunks.push(chunk))
  const code = await new Promise((resolve) => child.on('close', resolve))
  const wallMs = performance.now() - began
  const stdout = Buffer.concat(chunks).toString()
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}\n${stdout.slice(-2000)}`)
  const used = JSON.parse(readFileSync(usage, 'utf8'))
  rmSync(folder, { recursive: true })
  return { wallMs, ...used, stdout }
}

/** The run with the median wall time out of several. */
export async function medianOf(times, run) {
  const results = []
  for (let i = 0; i < times; i++) results.push(await run())
  return results.sort((a, b) => a.wallMs - b.wallMs)[Math.floor(times / 2)]
}

export const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`
