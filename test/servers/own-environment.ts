import { expect } from 'vitest'

const GIVEN = Symbol.for('kerros: the environment of the tests')

// Files share a worker: each begins with the environment that the worker was started with, whatever others have put there.
const worker = globalThis as { [GIVEN]?: NodeJS.ProcessEnv }
worker[GIVEN] ??= { ...process.env }
for (const name of Object.keys(process.env)) if (!Object.hasOwn(worker[GIVEN], name)) delete process.env[name]
Object.assign(process.env, worker[GIVEN])

// A login in the environment is for the tests on a live account; all others say themselves who connects.
if (!expect.getState().testPath?.endsWith('live.test.ts'))
  for (const name of Object.keys(process.env)) if (name.startsWith('SNOWFLAKE_')) delete process.env[name]
