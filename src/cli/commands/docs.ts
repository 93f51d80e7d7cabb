import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { RunResults } from '../../artifacts/run-results.js'
import { type CommonOptions, withCommonOptions } from '../options/options.js'
import { jsonLine } from '../output/to-json.js'
import type { AddCommand } from './add-command.js'
import { openProjectFromCli } from './open-project-from-cli.js'

/** `kerros docs`: the project for readers and for dbt's tools. */
export const docsCommand: AddCommand = (program, terminal) => {
  const docs = program
    .command('docs')
    .description("write the documentation site and the artifacts that dbt's tools read")
  const generate = docs
    .command('generate')
    .description(
      'write target/docs/, a site that opens from the folder, and target/manifest.json and target/catalog.json',
    )
  withCommonOptions(generate).action(async (options: CommonOptions) => {
    const { generateArtifacts } = await import('../../runtime/artifacts/generate-artifacts.js')
    const { writeArtifacts } = await import('../../runtime/artifacts/write-artifacts.js')
    const { describeSite } = await import('../../docs/index.js')
    const { writeSite } = await import('../docs/write-site.js')
    const opened = await openProjectFromCli(options, terminal)
    const { manifest, catalog } = await generateArtifacts(opened)
    const files = await writeArtifacts(opened.root, { 'manifest.json': manifest, 'catalog.json': catalog })
    const overview = await readText(path.join(opened.root, 'README.md'))
    const runResults = await lastRun(path.join(opened.root, 'target', 'run_results.json'))
    const page = await writeSite(opened.root, describeSite({ manifest, catalog, runResults, overview }))
    const displayPaths = [page, ...files].map((file) => path.relative(process.cwd(), file))
    if (options.json) terminal.stdout.write(jsonLine({ event: 'docs_generated', files: displayPaths }))
    else if (!options.quiet) terminal.stdout.write(`Open ${displayPaths[0]} in a browser.\n`)
  })
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
