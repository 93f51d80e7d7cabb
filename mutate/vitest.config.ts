import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { keptThread } from './kept-thread.js'
import { QuickFirst } from './quick-first.js'

const FEW_CASES = fileURLToPath(new URL('few-cases.mjs', import.meta.url))

/** The tests of one room, run again and again by `npm run mutate`; `mutate.mjs` says which. */
export default defineConfig({
  plugins: [
    {
      name: 'few-cases',
      enforce: 'pre',
      resolveId: (id, importer) => (id === 'fast-check' && importer !== FEW_CASES ? FEW_CASES : undefined),
    },
    {
      name: 'keep-the-thread',
      configureVitest: ({ project }) => {
        // Stryker's own choice of a pool comes after this file.
        project.config.pool = keptThread.name as never
        project.config.poolRunner = keptThread as never
        project.config.isolate = false
      },
    },
  ],
  resolve: { conditions: ['kerros-source'] },
  ssr: { resolve: { conditions: ['kerros-source'] } },
  test: {
    include: JSON.parse(process.env['KERROS_MUTATED_TESTS'] ?? '[]'),
    globalSetup: ['test/servers/global-setup.ts'],
    setupFiles: ['test/servers/own-environment.ts', 'mutate/leave-no-mutant.ts', 'mutate/threads-umask.ts'],
    sequence: { sequencer: QuickFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
