import { createRequire } from 'node:module'
import path from 'node:path'
import { readRegularText } from '../../../util/regular-file.js'

/**
 * The folder where a seed's path starts: the project's root, or a package's folder as the project sees it. A package's
 * `exports` are not asked, since they rarely name its package.json.
 *
 * @returns `undefined` if there is no such package.
 */
export async function seedFolder(packageName: string | undefined, root: string): Promise<string | undefined> {
  if (packageName === undefined) return root
  for (const folder of candidates(packageName, root)) if (await isPackage(folder, packageName)) return folder
  return undefined
}

/** The project and the folders above it come first, then the packages that kerros itself finds, including kerros. */
function candidates(packageName: string, root: string): readonly string[] {
  return [root, import.meta.dirname].flatMap((start) => {
    const found = createRequire(path.join(start, 'package.json')).resolve.paths(packageName) ?? []
    return [...above(start), ...found.map((folder) => path.join(folder, packageName))]
  })
}

function above(folder: string): readonly string[] {
  const parent = path.dirname(folder)
  return parent === folder ? [folder] : [folder, ...above(parent)]
}

async function isPackage(folder: string, packageName: string): Promise<boolean> {
  try {
    const found: unknown = JSON.parse(await readRegularText(path.join(folder, 'package.json')))
    return (found as { readonly name?: string }).name === packageName
  } catch {
    return false
  }
}
