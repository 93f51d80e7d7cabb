import path from 'node:path'
import { reportWarning } from '../../errors/report-warning.js'
import { type CommonOptions, withCommonOptions } from '../../options/options.js'
import { jsonLine } from '../../output/json-line.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'
import { addDocsServe } from './docs-serve.js'

interface GenerateOptions extends CommonOptions {
  readonly charts: boolean
  readonly emptyCatalog?: boolean
}

/** `kerros docs`: the project for readers and for dbt's tools. */
export const docsCommand: AddCommand = (program, terminal, setExitCode) => {
  const docs = program
    .command('docs')
    .description("write the documentation site and the artifacts that dbt's tools read")
  const generate = docs
    .command('generate')
    .description('write target/docs/, a site that needs no server, and target/manifest.json and target/catalog.json')
  generate
    .option('--no-charts', 'read no rows: pages of charts have no pictures')
    .option('--empty-catalog', 'connect to nothing: no numbers of rows, no sizes, no pictures of charts')
  withCommonOptions(generate).action(async (options: GenerateOptions) => {
    const { generateDocs } = await import('../../docs/generate-docs.js')
    const { artifactsFolderOf } = await import('../../../runtime/artifacts/write-artifacts.js')
    const opened = await openProjectFromCli(options, terminal)
    const { files, errors } = await generateDocs(opened, artifactsFolderOf(opened.root), {
      withCharts: options.charts,
      withCatalog: !options.emptyCatalog,
    })
    for (const error of errors) reportWarning(error, options, terminal)
    const displayPaths = files.map((file) => path.relative(process.cwd(), file))
    if (options.json) terminal.stdout.write(jsonLine({ event: 'docs_generated', files: displayPaths }))
    else if (!options.quiet) terminal.stdout.write(`Open ${displayPaths[0]} in a browser.\n`)
  })
  addDocsServe(docs, terminal, setExitCode)
}
