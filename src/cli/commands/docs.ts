import path from 'node:path'
import { type CommonOptions, withCommonOptions } from '../options/options.js'
import type { AddCommand } from './add-command.js'
import { openProjectFromCli } from './open-project-from-cli.js'

/** `kerros docs`: the project for readers and for dbt's tools. */
export const docsCommand: AddCommand = (program, terminal) => {
  const docs = program.command('docs').description("write the project's artifacts for readers and for dbt's tools")
  const generate = docs
    .command('generate')
    .description(
      'write target/manifest.json and target/catalog.json, with the columns, rows and sizes of what is built',
    )
  withCommonOptions(generate).action(async (options: CommonOptions) => {
    const { generateArtifacts } = await import('../../runtime/artifacts/generate-artifacts.js')
    const { writeArtifacts } = await import('../../runtime/artifacts/write-artifacts.js')
    const opened = await openProjectFromCli(options, terminal)
    const { manifest, catalog } = await generateArtifacts(opened)
    const files = await writeArtifacts(opened.root, { 'manifest.json': manifest, 'catalog.json': catalog })
    const shown = files.map((file) => path.relative(process.cwd(), file))
    if (options.json) terminal.stdout.write(`${JSON.stringify({ event: 'docs_generated', files: shown })}\n`)
    else if (!options.quiet) for (const file of shown) terminal.stdout.write(`${file}\n`)
  })
}
