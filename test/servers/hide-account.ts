import { expect } from 'vitest'

// A login in the environment is for the tests on a live account; all others say themselves who connects.
if (!expect.getState().testPath?.endsWith('live.test.ts'))
  for (const name of Object.keys(process.env)) if (name.startsWith('SNOWFLAKE_')) delete process.env[name]
