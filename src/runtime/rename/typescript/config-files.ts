import { existsSync } from 'node:fs'
import path from 'node:path'
import { glob } from 'tinyglobby'
import { readRegularTextSync } from '../../../util/regular-file.js'

/**
 * The configurations of TypeScript that a project has, absolute: the nearest `tsconfig.json`, then those below the
 * project's folder that say which files are theirs, as those that it references and one for tests do. Not those of other
 * packages, nor what is only there to be extended.
 *
 * @returns None without a `tsconfig.json` in the folder or above it.
 */
export async function configFiles(root: string): Promise<readonly string[]> {
  const nearest = nearestFile(root, 'tsconfig.json')
  if (nearest === undefined) return []
  const found = await glob(['**/tsconfig.json', '**/tsconfig.*.json'], {
    cwd: root,
    absolute: true,
    ignore: ['**/node_modules/**', 'target/**'],
  })
  const others = found
    .map(path.normalize)
    .filter((file) => file !== nearest && !isOfPackage(path.dirname(file), root) && namesFiles(file))
  return [nearest, ...others.sort()]
}

function nearestFile(folder: string, name: string): string | undefined {
  const file = path.join(folder, name)
  if (existsSync(file)) return file
  return path.dirname(folder) === folder ? undefined : nearestFile(path.dirname(folder), name)
}

/** Whether a folder below the root is in a package of its own. */
function isOfPackage(folder: string, root: string): boolean {
  if (path.relative(root, folder) === '') return false
  return existsSync(path.join(folder, 'package.json')) || isOfPackage(path.dirname(folder), root)
}

/** A `tsconfig.json` has the files of its folder; one with another name may be a base, which says nothing of files. */
function namesFiles(file: string): boolean {
  return path.basename(file) === 'tsconfig.json' || /"(?:include|files)"\s*:/.test(readRegularTextSync(file))
}
