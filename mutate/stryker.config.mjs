// Run by `npm run mutate`, which says which files are changed and which tests watch them.
const room = JSON.parse(process.env.KERROS_MUTATED_ROOM)

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', new URL('ignore-messages.mjs', import.meta.url).pathname],
  ignorers: ['messages'],
  vitest: { configFile: 'mutate/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  ignoreStatic: room.ignoreStatic,
  mutate: room.files,
  concurrency: Number(process.env.KERROS_MUTATION_WORKERS ?? 2),
  // Endless mutants are ended by kept-thread.ts and by Stryker's count of hits; a clock says more of the machine than of them.
  timeoutMS: 900_000,
  dryRunTimeoutMinutes: 60,
  incremental: true,
  incrementalFile: `${room.report}.incremental.json`,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: `${room.report}.json` },
  clearTextReporter: { logTests: false, allowColor: false },
  tempDirName: 'target/mutate/sandbox',
  ignorePatterns: ['dist', 'bench', 'docs', 'coverage', 'target'],
  disableTypeChecks: true,
  // TypeScript 7 has no compiler API, with which Stryker would look through a tsconfig.json.
  tsconfigFile: 'mutate/no-tsconfig.json',
}
