import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { defineConfig } from 'tsup'

const folderOf = (name: string): string => path.join(import.meta.dirname, 'node_modules', name)

/** The licenses of what a script contains ask to be passed on with it. Packages of one license share its text. */
function licensesOf(packages: readonly string[]): string {
  const byText = new Map<string, string[]>()
  for (const name of packages) {
    const file = readdirSync(folderOf(name)).find((each) => /^licen[cs]e/i.test(each))
    if (file === undefined) throw new Error(`${name} has no license`)
    const text = readFileSync(path.join(folderOf(name), file), 'utf8')
      .trim()
      .replaceAll('*/', '* /')
    byText.set(text, [...(byText.get(text) ?? []), name])
  }
  return [...byText].map(([text, names]) => `/*!\n${names.join('\n')}\n\n${text}\n*/`).join('\n')
}

/** Commands that packages have next to their libraries, and types. */
const NOT_BUNDLED = /^(@types\/.*|commander|yargs|iconv-lite)$/

/** Packages with all that they depend on. */
function closureOf(packages: readonly string[]): readonly string[] {
  const found = new Set<string>()
  const visit = (name: string): void => {
    if (found.has(name) || NOT_BUNDLED.test(name)) return
    found.add(name)
    const { dependencies = {} } = JSON.parse(readFileSync(path.join(folderOf(name), 'package.json'), 'utf8'))
    for (const other of Object.keys(dependencies)) visit(other)
  }
  for (const name of packages) visit(name)
  return [...found].sort()
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
      dbt: 'src/cli/dbt-main.ts',
    },
    format: 'esm',
    target: 'node20',
    platform: 'node',
    sourcemap: true,
    splitting: true,
    // `npm run build` cleans: what only rebuilds the code must leave the declarations where they are.
    clean: false,
    // The reference project imports the package by name, as a user would.
    // draw-vega.js is the file below, loaded by the first chart that is drawn.
    external: [/^kerros(\/|$)/, './draw-vega.js'],
    // TypeScript 7 has no compiler API, so declarations come from `tsc --emitDeclarationOnly`.
    dts: false,
  },
  {
    // What draws charts: 0.8 MB instead of 75 packages of 24 MB.
    entry: { 'draw-vega': 'src/charts/draw-vega.ts' },
    format: 'esm',
    target: 'node20',
    platform: 'node',
    minify: true,
    noExternal: [/./],
    banner: { js: licensesOf(closureOf(['vega', 'vega-lite'])) },
    clean: false,
    dts: false,
  },
  {
    // The documentation site: one script for browsers, with all that it needs.
    entry: { 'docs-site': 'src/docs/site/main.tsx' },
    // The style sheet is copied next to it, unchanged.
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
