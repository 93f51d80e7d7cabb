import { defineConfig } from 'vitest/config'

/** The tests of one room, run again and again by `npm run mutate`; `mutate.mjs` says which. */
export default defineConfig({
  resolve: { conditions: ['kerros-source'] },
  ssr: { resolve: { conditions: ['kerros-source'] } },
  test: {
    include: JSON.parse(process.env['KERROS_MUTATED_TESTS'] ?? '[]'),
    globalSetup: ['test/servers/global-setup.ts'],
    setupFiles: ['test/servers/hide-account.ts'],
    testTimeout: 60_000,
  },
})
