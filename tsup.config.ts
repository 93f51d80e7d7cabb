import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    macros: 'src/macros/index.ts',
    duckdb: 'src/dialects/duckdb/index.ts',
    snowflake: 'src/dialects/snowflake/index.ts',
    testing: 'src/testing/index.ts',
    movielens: 'src/movielens.ts',
    cli: 'src/cli/main.ts',
  },
  format: 'esm',
  target: 'node20',
  platform: 'node',
  sourcemap: true,
  splitting: true,
  // `npm run build` cleans: what only rebuilds the code must leave the declarations where they are.
  clean: false,
  // The reference project imports the package by name, as a user would.
  external: [/^kerros(\/|$)/],
  // TypeScript 7 has no compiler API, so declarations come from `tsc --emitDeclarationOnly`.
  dts: false,
})
