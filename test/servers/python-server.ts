import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pythonEnv } from './python-env.js'

const HERE = join(process.cwd(), 'test', 'servers', 'python')
const LOGS = join(process.cwd(), 'target', 'test-servers')

/** A server in `test/servers/python/` that runs. */
export interface PythonServer {
  readonly url: string
  stop(): void
}

/**
 * Starts a server and waits until it listens. It ends with this process, whatever ends it: it watches the pipe at its
 * standard input. What it prints goes to `target/test-servers/<script>.log`.
 */
export async function startPythonServer(
  script: string,
  requirements: string,
  args: readonly string[] = [],
): Promise<PythonServer> {
  const python = await pythonEnv(join(HERE, requirements))
  mkdirSync(LOGS, { recursive: true })
  const logPath = join(LOGS, `${script}.log`)
  const child = spawn(python, [join(HERE, script), ...args], {
    stdio: ['pipe', 'pipe', openSync(logPath, 'w')],
    env: { ...process.env, PYTHONPYCACHEPREFIX: join(LOGS, 'pycache'), AWS_EC2_METADATA_DISABLED: 'true' },
  })
  const port = await listeningPort(child, `${script} did not start: see ${logPath}`)
  return { url: `http://127.0.0.1:${port}`, stop: () => child.kill() }
}

/** A server prints `listening PORT` when it takes connections. */
function listeningPort(child: ChildProcess, failure: string): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface(child.stdout!).on('line', (line) => {
      const [, port] = /^listening (\d+)$/.exec(line) ?? []
      if (port) resolve(port)
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(failure)))
  })
}
