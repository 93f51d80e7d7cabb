// The last step of `npm run build`: tsc writes a declaration of each source, and users' compilers read those that the entries of
// package.json lead to, a quarter of them. The others would only make each installation write 1,600 files more.
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript-6'

const ROOT = path.resolve(import.meta.dirname, '..')
const DIST = path.join(ROOT, 'dist')

const { exports } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'))
const kept = new Set()
for (const { types } of Object.values(exports)) if (types) keep(path.join(ROOT, types))

const declarations = readdirSync(DIST, { recursive: true }).filter((file) => file.endsWith('.d.ts'))
for (const file of declarations.map((name) => path.join(DIST, name))) {
  if (kept.has(file)) continue
  rmSync(file)
  rmSync(`${file}.map`)
}
removeEmptyFolders(DIST)

/** A declaration, and all that it imports. */
function keep(file) {
  if (kept.has(file)) return
  if (!existsSync(file))
    throw new Error(`${path.relative(ROOT, file)} is not there: a declaration or package.json names it`)
  kept.add(file)
  // Of `import('./x.js').Y` too, which the compiler writes for types that no import names.
  for (const { fileName } of ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles)
    if (fileName.startsWith('.')) keep(path.resolve(path.dirname(file), fileName.replace(/\.js$/, '.d.ts')))
}

function removeEmptyFolders(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeEmptyFolders(path.join(folder, entry.name))
  if (readdirSync(folder).length === 0) rmdirSync(folder)
}
