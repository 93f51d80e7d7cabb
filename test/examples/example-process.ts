import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { build, type Plugin } from 'esbuild'

const ROOT = path.resolve(import.meta.dirname, '../..')
/** Inside of the repository, so that packages are found. */
const FOLDER = path.join(ROOT, 'target', 'examples')

/** Everything but kerros itself, which is taken from its sources. */
const externalPackages: Plugin = {
  name: 'external-packages',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[a-z@]/ }, ({ path: name }) => (/^kerros(\/|$)/.test(name) ? undefined : { external: true })),
}

/** Starts an example as a process of its own, in the root of the repository. */
export async function startExample(file: string, env: Record<string, string> = {}): Promise<ChildProcess> {
  await mkdir(FOLDER, { recursive: true })
  const outfile = path.join(FOLDER, `${path.basename(file, '.ts')}.mjs`)
  await build({
    entryPoints: [path.join(ROOT, file)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['kerros-source'],
    plugins: [externalPackages],
    outfile,
    logLevel: 'silent',
  })
  return spawn(process.execPath, [outfile], { cwd: ROOT, env: { ...process.env, ...env }, stdio: 'pipe' })
}

/** What a process has printed when it has ended, and how it ended. */
export async function ended(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (chunk: Buffer) => (stdout += String(chunk)))
  child.stderr?.on('data', (chunk: Buffer) => (stderr += String(chunk)))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, stdout, stderr }
}

/** The first line that a process prints. */
export async function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (chunk: Buffer) => resolve(String(chunk).split('\n')[0]!))
    child.once('close', (code) => reject(new Error(`the process ended with ${code} and printed nothing`)))
  })
}
