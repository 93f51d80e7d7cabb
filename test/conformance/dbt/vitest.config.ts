import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { areas } from './areas.js'
import { testsOf } from './behaviour.js'
import { ConformanceReporter } from './conformance-reporter.js'

/** Runs the tests that docs/conformance.md is made from, and writes it. */
export default defineConfig({
  root: path.resolve(import.meta.dirname, '../../..'),
  resolve: { conditions: ['kerros-source'] },
  ssr: { resolve: { conditions: ['kerros-source'] } },
  test: {
    include: [...new Set(testsOf(areas).map(({ file }) => file))],
    setupFiles: ['test/servers/own-environment.ts'],
    globalSetup: ['test/servers/global-setup.ts'],
    reporters: ['default', new ConformanceReporter('write')],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    isolate: false,
  },
})
