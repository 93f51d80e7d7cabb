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
  mkdirSync(folder, { recursive: true })
  symlinkSync(packages, path.join(folder, 'node_modules'), 'dir')
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), text)
  }
  write('package.json', '{ "name": "generated", "private": true, "type": "module" }\n')
  write('tsconfig.json', JSON.stringify(tsconfig, undefined, 2))
  write('src/sources/raw.ts', form === 'kerros' ? kerrosSources() : kyselySources())
  const render = form === 'kerros' ? kerrosModel : kyselyQuery
  for (const model of modelShapes(count)) write(`src/${model.folder}/${model.name}.ts`, render(model))
}
