import { expect, vi } from 'vitest'

const GIVEN = Symbol.for('kerros: the environment of the tests')
const MASK = Symbol.for('kerros: the mask of new files of the tests')

/** What belongs to the run, and not to a file: Vitest's own, and the login that is hidden below. */
const OF_THE_RUN = /^(VITEST_|SNOWFLAKE_)/

// Files share a worker: each begins with the environment that the worker was started with, whatever others have put there,
// and with modules that have read no other one.
const worker = globalThis as { [GIVEN]?: NodeJS.ProcessEnv; [MASK]?: number }
worker[GIVEN] ??= { ...process.env }
const given = worker[GIVEN]
const changed = [...new Set([...Object.keys(given), ...Object.keys(process.env)])].filter(
  (name) => !OF_THE_RUN.test(name) && process.env[name] !== given[name],
)
for (const name of changed)
  if (given[name] === undefined) delete process.env[name]
  else process.env[name] = given[name]
if (changed.length > 0) vi.resetModules()

// snowflake-sdk takes the mask away when it sends files to the protocol server: folders of later files would be open to all.
worker[MASK] ??= process.umask()
process.umask(worker[MASK])

// A login in the environment is for the tests on a live account; all others say themselves who connects.
const isLive = expect.getState().testPath?.endsWith('live.test.ts')
for (const [name, value] of Object.entries(given))
  if (name.startsWith('SNOWFLAKE_'))
    if (isLive) process.env[name] = value
    else delete process.env[name]
