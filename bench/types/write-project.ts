import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { kerrosModel, kerrosSources } from './kerros-form.js'
import { kyselyQuery, kyselySources } from './kysely-form.js'
import { modelShapes } from './model-shape.js'

export type Form = 'kerros' | 'kysely'

const tsconfig = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2024'],
    module: 'nodenext',
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['src'],
}

/**
 * Writes a project of so many models in one of the two forms.
 *
 * @param packages The folder `node_modules` with kysely and, for models, kerros as users install it.
 */
export function writeProject(folder: string, form: Form, count: number, packages: string): void {
  const render = form === 'kerros' ? kerrosModel : kyselyQuery
  const models = modelShapes(count).map((model) => [`src/${model.folder}/${model.name}.ts`, render(model)] as const)
  writeFiles(
    folder,
    [['src/sources/raw.ts', form === 'kerros' ? kerrosSources() : kyselySources()], ...models],
    packages,
  )
}

/** Writes a project of these files; see {@link writeProject}. */
export function writeFiles(
  folder: string,
  files: readonly (readonly [file: string, text: string])[],
  packages: string,
): void {
  mkdirSync(folder, { recursive: true })
  symlinkSync(packages, path.join(folder, 'node_modules'), 'dir')
  const settings: readonly (readonly [file: string, text: string])[] = [
    ['package.json', '{ "name": "generated", "private": true, "type": "module" }\n'],
    ['tsconfig.json', JSON.stringify(tsconfig, undefined, 2)],
  ]
  for (const [file, text] of [...settings, ...files]) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), text)
  }
}
