import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../types/type-check.js'
import { runProcess } from './fresh-project.js'

const { engines } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
  readonly engines: { readonly node: string }
}

/** The lowest version of Node that package.json allows. */
export const lowestNode: string = `${/^>=(\d+\.\d+)$/.exec(engines.node)![1]}.0`

/**
 * Installs a version of Node itself, from the package that the package `node` takes it from.
 *
 * @returns The folder of its executable.
 */
export async function installNode(folder: string, version: string): Promise<string> {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const name = `node-${platform}-${process.arch}`
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "node-of-its-own", "private": true }\n')
  const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${version}`]
  const installed = await runProcess('npm', args, folder)
  if (installed.code !== 0) throw new Error(installed.stderr)
  return path.join(folder, 'node_modules', name, 'bin')
}
