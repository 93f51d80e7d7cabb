import { defineConfig } from 'vitest/config'

export default defineConfig({
  // `import 'kerros'` means the sources here, so tests need no build first.
  resolve: { conditions: ['kerros-source'] },
  ssr: { resolve: { conditions: ['kerros-source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/servers/global-setup.ts'],
    setupFiles: ['test/servers/hide-account.ts'],
    testTimeout: 60_000,
    typecheck: { enabled: true, include: ['test/types/*.test-d.ts'], tsconfig: './tsconfig.json' },
  },
})
