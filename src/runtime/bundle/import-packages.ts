import { createHash } from 'node:crypto'
import { access } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { KerrosError } from '../../core/errors/index.js'
import type { BundleStore } from './bundle-store.js'

/** What packages export, by the name under which they are imported. */
export type Packages = { readonly [specifier: string]: { readonly [name: string]: unknown } }

/**
 * Imports packages as a file of the project would: through a small module in the store, so that Node finds them from
 * there.
 *
 * @throws KerrosError `E_LOAD_PROJECT` when one of them cannot be imported.
 */
export async function importPackages(specifiers: readonly string[], store: BundleStore): Promise<Packages> {
  const code = [
    ...specifiers.map((specifier, i) => `import * as _${i} from ${JSON.stringify(specifier)}`),
    `export default { ${specifiers.map((specifier, i) => `${JSON.stringify(specifier)}: _${i}`).join(', ')} }\n`,
  ].join('\n')
  const file = store.path(`packages-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`)
  const isThere = await access(file).then(
    () => true,
    () => false,
  )
  if (!isThere) await store.write(file, code)
  try {
    return (await import(pathToFileURL(file).href)).default
  } catch (cause) {
    const message = (cause instanceof Error ? cause.message : String(cause)).replace(/ imported from .*/s, '')
    throw new KerrosError('E_LOAD_PROJECT', `importing ${specifiers.join(', ')} fails: ${message}`, {
      hint: 'Install the package in the project’s folder, or correct its name.',
      cause,
    })
  }
}
