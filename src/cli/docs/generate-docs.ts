import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { RunResults } from '../../artifacts/run-results.js'
import { describeSite } from '../../docs/index.js'
import { generateArtifacts } from '../../runtime/artifacts/generate-artifacts.js'
import { writeArtifacts } from '../../runtime/artifacts/write-artifacts.js'
import type { OpenProject } from '../../runtime/open/open-project.js'
import { writeSite } from './write-site.js'

/**
 * Writes the documentation site of a project, its manifest and its catalog.
 *
 * @param folder Where they are written, and where the results of the last run are read: the project's `target/`.
 * @returns The files, first the page to open.
 * @throws KerrosError if the target cannot be opened, or a file cannot be written.
 */
export async function generateDocs(opened: OpenProject, folder: string): Promise<readonly string[]> {
  const { manifest, catalog } = await generateArtifacts(opened)
  const files = await writeArtifacts(folder, { 'manifest.json': manifest, 'catalog.json': catalog })
  const overview = await readText(path.join(opened.root, 'README.md'))
  const runResults = await lastRun(path.join(folder, 'run_results.json'))
  const page = await writeSite(folder, describeSite({ manifest, catalog, runResults, overview }))
  return [page, ...files]
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '')
}

/** `undefined` if nothing has run yet. */
async function lastRun(file: string): Promise<RunResults | undefined> {
  const text = await readText(file)
  try {
    return text === '' ? undefined : (JSON.parse(text) as RunResults)
  } catch {
    return undefined
  }
}
