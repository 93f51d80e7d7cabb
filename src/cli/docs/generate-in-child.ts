import { type ChildProcess, spawn } from 'node:child_process'

/** What a command wrote, and how it ended. */
export interface ChildResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs. */
export interface RunningChild {
  readonly child: ChildProcess
  readonly ended: Promise<ChildResult>
}

/**
 * Runs `kerros docs generate` as a process of its own: changed files are then loaded as for the first time, and what they do
 * leaves the server alone.
 */
export function generateInChild(args: readonly string[], cwd: string): RunningChild {
  const child = spawn(process.execPath, [process.argv[1]!, 'docs', 'generate', ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text
    })
  const ended = new Promise<ChildResult>((resolve) => {
    child.on('error', ({ message }) => resolve({ code: null, ...written, stderr: `${message}\n` }))
    child.on('close', (code) => resolve({ code, ...written }))
  })
  return { child, ended }
}
