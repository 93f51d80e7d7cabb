import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { KerrosError } from '../../../core/errors/index.js'
import { type ClassicApi, classicTypeScript } from './classic-typescript.js'
import { compilerPath } from './compiler-path.js'
import { type NativeApi, nativeTypeScript } from './native-typescript.js'
import type { TypeScript } from './typescript.js'

/**
 * Opens the project's own TypeScript over its `tsconfig.json`: the one that `tsc` runs. Versions up to 6 have the compiler
 * in JavaScript, 7 has it in a program of its own, with another interface.
 *
 * @param root The project's folder.
 * @throws KerrosError `E_MISSING_TYPESCRIPT` if it is not installed, or in a version without such an interface;
 *   `E_LOAD_PROJECT` without a `tsconfig.json`.
 */
export async function openTypeScript(root: string): Promise<TypeScript> {
  const configFile = nearest(root, 'tsconfig.json')
  if (configFile === undefined)
    throw new KerrosError('E_LOAD_PROJECT', 'the project has no tsconfig.json', {
      hint: 'Add one: renaming checks every file that it includes. `kerros init` shows one in an empty folder.',
      at: 'tsconfig.json',
    })
  const from = createRequire(path.join(root, 'package.json'))
  const version = versionOf(from)
  if (version === undefined)
    throw new KerrosError('E_MISSING_TYPESCRIPT', 'renaming needs TypeScript, which is not installed', {
      hint: 'Install it in the project: npm install --save-dev typescript',
    })
  try {
    const classic = from('typescript') as ClassicApi
    if (typeof classic.createProgram === 'function') return classicTypeScript(classic, compilerPath(configFile))
    const load = (name: string): Promise<object> => import(pathToFileURL(from.resolve(name)).href) as Promise<object>
    const [sync, ast] = await Promise.all([load('typescript/unstable/sync'), load('typescript/unstable/ast')])
    return nativeTypeScript({ ...(sync as NativeApi), ...(ast as NativeApi), version }, compilerPath(configFile))
  } catch (cause) {
    throw new KerrosError(
      'E_MISSING_TYPESCRIPT',
      `TypeScript ${version} has no interface for programs that kerros knows`,
      {
        hint: 'Install a version that has one, for the time of the renaming: npm install --save-dev typescript@6',
        cause,
      },
    )
  }
}

function versionOf(from: NodeJS.Require): string | undefined {
  try {
    return (from('typescript/package.json') as { readonly version: string }).version
  } catch {
    return undefined
  }
}

function nearest(folder: string, name: string): string | undefined {
  const file = path.join(folder, name)
  if (existsSync(file)) return file
  return path.dirname(folder) === folder ? undefined : nearest(path.dirname(folder), name)
}
