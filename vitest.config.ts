import { configDefaults, defineConfig } from 'vitest/config'
import { fastTests } from './test/fast-tests.js'

const fast = fastTests(import.meta.dirname)

export default defineConfig({
  // `import 'kerros'` means the sources here, so tests need no build first.
  resolve: { conditions: ['kerros-source'] },
  ssr: { resolve: { conditions: ['kerros-source'] } },
  test: {
    setupFiles: ['test/servers/hide-account.ts'],
    // Most of the time is spent waiting for servers and other processes, so one worker a core is not too much.
    maxWorkers: '100%',
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: [...fast],
          // Nothing of kerros knows of what ran before: its modules are loaded once a worker.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...fast],
          globalSetup: ['test/servers/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: { enabled: true, only: true, include: ['test/types/*.test-d.ts'], tsconfig: './tsconfig.json' },
        },
      },
    ],
  },
})
