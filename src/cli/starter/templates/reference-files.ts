import path from 'node:path'
import { KerrosError } from '../../../core/errors/index.js'
import { ownPackage } from '../../../runtime/files/own-package.js'
import { readRegularText } from '../../../util/regular-file.js'
import type { Files } from './template.js'

/**
 * Files of the reference project, which is in this package, with all that they import. Imports name files that end in
 * `.ts`, as Node runs them.
 *
 * @param wanted Paths in the package.
 * @throws KerrosError `E_NO_PROJECT` if they are not there, as in a program that was bundled.
 */
export async function referenceFiles(wanted: readonly string[]): Promise<Files> {
  const found = new Map<string, string>()
  const folder = (await ownPackage())?.folder
  const read = async (file: string): Promise<void> => {
    if (found.has(file)) return
    const text = await readRegularText(path.join(folder ?? '', file)).catch((cause: unknown) => {
      throw new KerrosError('E_NO_PROJECT', `this installation of kerros lacks ${file}`, {
        hint: 'Install kerros from npm, or use another template: --template shop',
        cause,
      })
    })
    const content = text.replace(/( from '\.[^']*)\.js'/g, "$1.ts'")
    found.set(file, content)
    for (const [, imported = ''] of content.matchAll(/ from '(\.[^']*)'/g))
      await read(path.posix.join(path.posix.dirname(file), imported))
  }
  for (const file of wanted) await read(file)
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}
