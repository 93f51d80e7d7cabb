import { defineConfig } from 'vitest/config'

export default defineConfig({
  // `import 'kerros'` means the sources here, so tests need no build first.
  resolve: { conditions: ['kerros-source'] },
  ssr: { resolve: { conditions: ['kerros-source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/servers/global-setup.ts'],
    setupFiles: ['test/servers/hide-account.ts'],
    // Most of the time is spent waiting for servers and other processes, so one worker a core is not too much.
    maxWorkers: '100%',
    testTimeout: 60_000,
    typecheck: { enabled: true, include: ['test/types/*.test-d.ts'], tsconfig: './tsconfig.json' },
  },
})
