import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { defineConfig } from 'tsup'

/** The licenses of what the documentation site's script contains ask to be passed on with it. */
function licensesOf(packages: readonly string[]): string {
  return packages
    .map((name) => {
      const folder = path.join(import.meta.dirname, 'node_modules', name)
      const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each))
      if (file === undefined) throw new Error(`${name} has no license`)
      return `/*!\n${name}\n\n${readFileSync(path.join(folder, file), 'utf8').trim().replaceAll('*/', '* /')}\n*/`
    })
    .join('\n')
}

export default defineConfig([
  {
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
  },
  {
    // The documentation site: one script for browsers, with all that it needs.
    entry: { 'docs-site': 'src/docs/site/main.tsx' },
    // Beside it lies the style sheet, as it is written.
    publicDir: 'src/docs/site/public',
    format: 'iife',
    target: 'es2022',
    platform: 'browser',
    minify: true,
    noExternal: [/./],
    outExtension: () => ({ js: '.js' }),
    banner: { js: licensesOf(['preact', 'minisearch', 'highlight.js', 'marked', '@dagrejs/dagre']) },
    clean: false,
    dts: false,
    esbuildOptions: (options) => {
      options.jsx = 'automatic'
      options.jsxImportSource = 'preact'
    },
  },
])
