import { cp } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { CliProject } from '../cli/cli-project.js'

const ROOT = path.resolve(import.meta.dirname, '../..')
const FOLDERS = ['sources', 'seeds', 'staging', 'intermediate', 'marts', 'snapshots', 'analyses']

/** The documentation site and the report of the reference project, as its users get them. */
export interface ReferenceSite {
  readonly project: CliProject
  /** The address of the site, without what is after `#`. */
  readonly site: string
  readonly report: string
}

/**
 * Runs the reference project on sample data, in a folder of its own, and writes its site.
 *
 * @param scale The size of the sample data, in proportion to MovieLens 20M.
 */
export async function createReferenceSite(scale: number): Promise<ReferenceSite> {
  const project = await CliProject.create()
  for (const file of ['kerros.config.ts', ...FOLDERS.map((name) => `src/${name}`)])
    await cp(path.join(ROOT, file), path.join(project.folder, file), { recursive: true })
  for (const command of [`movielens run --quiet --scale ${scale}`, 'docs generate --quiet --target sample']) {
    const { code, stdout, stderr } = await project.run(command)
    if (code !== 0) throw new Error(`kerros ${command}:\n${stdout}${stderr}`)
  }
  const urlOf = (file: string): string => pathToFileURL(path.join(project.folder, 'target', file)).href
  return { project, site: urlOf('docs/index.html'), report: urlOf('report/index.html') }
}
