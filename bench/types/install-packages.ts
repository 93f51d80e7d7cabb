import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'

/**
 * A folder `node_modules` as users have it: kerros with its declarations only, and the packages that these import.
 *
 * @returns The folder.
 */
export function installPackages(root: string, folder: string): string {
  const packages = path.join(folder, 'node_modules')
  const kerros = path.join(packages, 'kerros')
  mkdirSync(kerros, { recursive: true })
  cpSync(path.join(root, 'package.json'), path.join(kerros, 'package.json'))
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [
    tsc,
    '-p',
    path.join(root, 'tsconfig.build.json'),
    '--outDir',
    path.join(kerros, 'dist'),
  ])
  for (const name of ['kysely', 'zod'])
    symlinkSync(path.join(root, 'node_modules', name), path.join(packages, name), 'dir')
  return packages
}
