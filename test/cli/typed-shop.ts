import { symlinkSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../types/type-check.js'
import { CliProject } from './cli-project.js'

/** The shop, with files of its own and what `kerros rename` type-checks it with: a tsconfig and TypeScript. */
export async function typedShop(files: { readonly [file: string]: string } = {}): Promise<CliProject> {
  const shop = await CliProject.shop({
    ...files,
    'package.json': '{ "type": "module" }',
    'tsconfig.json': JSON.stringify({
      extends: path.join(projectRoot, 'tsconfig.json'),
      compilerOptions: { typeRoots: [path.join(projectRoot, 'node_modules/@types')] },
      include: ['src', '*.ts'],
      exclude: [],
    }),
  })
  symlinkSync(path.join(projectRoot, 'node_modules/typescript'), path.join(shop.folder, 'node_modules/typescript'))
  return shop
}
