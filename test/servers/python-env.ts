import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

const PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python']
/** What installs all other environments: uv, at a tenth of pip's work. */
const INSTALLER = join(import.meta.dirname, 'python', 'installer-requirements.txt')
const VERSION = 'import sys; sys.exit(sys.version_info < (3, 11))'
// Not in node_modules, which `npm ci` empties.
const CACHE = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'kerros-test-servers')

/** There is no environment to run a server in, as against a server that does not start. */
export class NoPythonError extends Error {}

/**
 * Makes a Python environment with the packages of a requirements file, once: it is kept in the user's cache folder under
 * the hash of the file. Runs at the same time make it together.
 *
 * @returns The environment's Python.
 */
export async function pythonEnv(requirements: string): Promise<string> {
  const base = await findPython()
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 16)
  const folder = join(CACHE, hash)
  const python = join(folder, 'bin', 'python')
  await mkdir(CACHE, { recursive: true })
  while (!(await exists(python))) {
    const lock = await takeLock(`${folder}.lock`)
    if (!lock) {
      await sleep(200)
      continue
    }
    try {
      if (!(await exists(python))) await install(base, requirements, folder)
    } finally {
      await rm(lock, { force: true })
    }
  }
  return python
}

/** Built beside its place and moved there, so a folder that exists is whole. */
async function install(base: string, requirements: string, folder: string): Promise<void> {
  const draft = `${folder}.${process.pid}`
  try {
    if (requirements === INSTALLER) await installWithPip(base, requirements, draft)
    else
      await installWithUv(base, requirements, draft).catch(async () => {
        // An index or a proxy that is set for pip alone is unknown to uv.
        await rm(draft, { recursive: true, force: true })
        await installWithPip(base, requirements, draft)
      })
    // A folder without a Python that works is of a Python that is no longer installed.
    await rm(folder, { recursive: true, force: true })
    await rename(draft, folder)
  } catch (error) {
    throw new NoPythonError(`the packages of ${requirements} cannot be installed: ${(error as Error).message}`)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function installWithUv(base: string, requirements: string, draft: string): Promise<void> {
  const uv = join(dirname(await pythonEnv(INSTALLER)), 'uv')
  await run(base, ['-m', 'venv', '--without-pip', draft])
  const python = join(draft, 'bin', 'python')
  await run(uv, ['pip', 'install', '--quiet', '--python', python, '-r', requirements], { maxBuffer: 2 ** 26 })
}

async function installWithPip(base: string, requirements: string, draft: string): Promise<void> {
  await run(base, ['-m', 'venv', draft])
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '-r', requirements]
  await run(join(draft, 'bin', 'python'), pip, { maxBuffer: 2 ** 26 })
}

async function findPython(): Promise<string> {
  for (const name of PYTHONS) {
    try {
      await run(name, ['-c', VERSION])
      await run(name, ['-c', 'import ensurepip, venv'])
      return name
    } catch {
      // Not there, or too old: the next one.
    }
  }
  throw new NoPythonError('there is no Python 3.11 or later with venv')
}

/** The path of the lock file when it is ours; a lock whose holder is gone is taken away. */
async function takeLock(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, 'wx')
    await file.write(String(process.pid))
    await file.close()
    return path
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const holder = Number(await readFile(path, 'utf8').catch(() => ''))
    // The holder writes its id right after it has made the file.
    if (holder > 0 && !isAlive(holder)) await rm(path, { force: true })
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
