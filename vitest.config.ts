import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'
import { ConformanceReporter } from './test/conformance/dbt/conformance-reporter.js'
import { fastTests } from './test/fast-tests.js'
import { LongestFirst } from './test/longest-first.js'

const fast = fastTests(import.meta.dirname)
const conformance = new ConformanceReporter('judge')

export default defineConfig({
  // `import 'kerros'` means the sources here, so tests need no build first.
  resolve: { conditions: ['kerros-source'] },
  ssr: { resolve: { conditions: ['kerros-source'] } },
  plugins: [
    {
      name: 'conformance',
      // Not in `reporters`, which `--reporter` on the command line replaces.
      configureVitest({ vitest }) {
        if (!vitest.config.reporters.includes(conformance)) vitest.config.reporters.push(conformance)
      },
    },
  ],
  test: {
    setupFiles: ['test/servers/own-environment.ts'],
    // Tests wait for servers, for other processes and for downloads: with one worker more than cores, no core waits.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Nothing of kerros knows of what ran before: its modules are loaded once a worker.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: [...fast],
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
