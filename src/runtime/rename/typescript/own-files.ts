import path from 'node:path'

/**
 * Says whether a file is one of a project's own: named by its `tsconfig.json` or below its folder, no declaration and
 * none of a package.
 */
export function ownFiles(configFile: string, rootFiles: readonly string[]): (file: string) => boolean {
  const folder = `${path.posix.dirname(configFile)}/`
  const roots = new Set(rootFiles)
  return (file) => (roots.has(file) || file.startsWith(folder)) && !/\.d\.[cm]?ts$|\/node_modules\//.test(file)
}
