import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { KerrosError } from '../../../core/errors/index.js'
import { type ClassicApi, classicTypeScript } from './classic-typescript.js'
import { combinedTypeScript } from './combined-typescript.js'
import { compilerPath } from './compiler-path.js'
import { configFiles } from './config-files.js'
import { type NativeApi, nativeTypeScript } from './native-typescript.js'
import type { TypeScript } from './typescript.js'

/**
 * Opens the project's own TypeScript over its `tsconfig.json`: the one that `tsc` runs; also over further configurations,
 * such as one for tests, that have files of their own. Versions up to 6 have the compiler in JavaScript, 7 has it in a
 * program of its own, with another interface.
 *
 * @param root The project's folder.
 * @throws KerrosError `E_MISSING_TYPESCRIPT` if it is not installed, or in a version without such an interface;
 *   `E_LOAD_PROJECT` without a `tsconfig.json`.
 */
export async function openTypeScript(root: string): Promise<TypeScript> {
  const [configFile, ...others] = await configFiles(root)
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
    const open = await compilerOf(from, version)
    return openAll(open, configFile, others)
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

type Open = (configFile: string) => TypeScript

async function compilerOf(from: NodeJS.Require, version: string): Promise<Open> {
  const classic = from('typescript') as ClassicApi
  if (typeof classic.createProgram === 'function') return (file) => classicTypeScript(classic, compilerPath(file))
  const load = (name: string): Promise<object> => import(pathToFileURL(from.resolve(name)).href) as Promise<object>
  const [sync, ast] = await Promise.all([load('typescript/unstable/sync'), load('typescript/unstable/ast')])
  const native = { ...(sync as NativeApi), ...(ast as NativeApi), version }
  return (file) => nativeTypeScript(native, compilerPath(file))
}

function openAll(open: Open, configFile: string, others: readonly string[]): TypeScript {
  const first = open(configFile)
  const known = new Set(first.files)
  const opened: TypeScript[] = []
  for (const file of others) {
    const other = open(file)
    if (other.files.every((each) => known.has(each))) other.close()
    else opened.push(other)
    for (const each of other.files) known.add(each)
  }
  return opened.length === 0 ? first : combinedTypeScript(first, opened)
}

function versionOf(from: NodeJS.Require): string | undefined {
  try {
    return (from('typescript/package.json') as { readonly version: string }).version
  } catch {
    return undefined
  }
}
