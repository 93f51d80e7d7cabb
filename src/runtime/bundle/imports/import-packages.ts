import { createHash } from 'node:crypto'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { constants, Script } from 'node:vm'
import { KerrosError } from '../../../core/errors/index.js'
import { readRegularText } from '../../../util/regular-file.js'
import { writeWhole } from '../../files/write-whole.js'
import { NeverSettled } from './never-settled.js'
import { settled } from './settled.js'

/** The exports of packages, by the name under which they are imported. */
export type Packages = { readonly [specifier: string]: { readonly [name: string]: unknown } }

/**
 * Imports packages as a file of the folder would: through a small module there, so that Node resolves them.
 *
 * @param onWait Called if one of them awaits for long.
 * @throws KerrosError `E_LOAD_PROJECT` if one of them cannot be imported.
 */
export async function importPackages(
  specifiers: readonly string[],
  folder: string,
  onWait?: (text: string) => void,
): Promise<Packages> {
  const code = [
    ...specifiers.map((specifier, i) => `import * as _${i} from ${JSON.stringify(specifier)}`),
    `export default { ${specifiers.map((specifier, i) => `${JSON.stringify(specifier)}: _${i}`).join(', ')} }\n`,
  ].join('\n')
  const file = path.join(folder, `packages-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`)
  // An existing file may be cut short, as after a crash or on a full disk.
  const found = await readRegularText(file).catch(() => undefined)
  const isThere =
    found === code ||
    (await writeWhole(file, code).then(
      () => true,
      () => false,
    ))
  try {
    const imported = isThere
      ? import(pathToFileURL(file).href).then((module) => module.default)
      : importUnwritten(specifiers, file)
    return await settled<Packages>(imported, {
      onWait,
      wait: () => `waiting for a package that awaits: ${specifiers.join(', ')}`,
      stuck: () =>
        new NeverSettled(`importing ${specifiers.join(', ')} never ends: one of them awaits what never comes`),
    })
  } catch (cause) {
    if (cause instanceof NeverSettled) throw cause
    const message = (cause instanceof Error ? cause.message : String(cause)).replace(/ imported from .*/s, '')
    throw new KerrosError('E_LOAD_PROJECT', `importing ${specifiers.join(', ')} fails: ${message}`, {
      hint: wayOut(cause),
      cause,
    })
  }
}

/** A package that is found but lacks what is imported has another version, or the import names the wrong part of it. */
function wayOut(cause: unknown): string {
  const { code, name } = cause as { readonly code?: unknown; readonly name?: unknown }
  if (code === 'ERR_PACKAGE_PATH_NOT_EXPORTED' || name === 'SyntaxError')
    return 'The package is installed, but has no such part: check its version, or correct the import.'
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION')
    return 'The package is installed, but Node runs only JavaScript of it: TypeScript is for packages of the same workspace.'
  if (code === 'ERR_UNSUPPORTED_ESM_URL_SCHEME')
    return 'Node does not import from there: install a package, or put the file into the project.'
  return "Install the package in the project's folder, or correct its name."
}

/** Imports packages as a file of the folder would, if none can be written there. Node warns that this is experimental. */
async function importUnwritten(specifiers: readonly string[], file: string): Promise<Packages> {
  const script = new Script('(specifier) => import(specifier)', {
    filename: file,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  const load = script.runInThisContext() as (specifier: string) => Promise<Packages[string]>
  const entries = specifiers.map(async (specifier) => [specifier, await load(specifier)] as const)
  return Object.fromEntries(await Promise.all(entries))
}
