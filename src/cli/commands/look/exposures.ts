import path from 'node:path'
import pc from 'picocolors'
import { KerrosError } from '../../../core/errors/index.js'
import type { ExposureNode } from '../../../core/project/nodes/node.js'
import type { OpenProject } from '../../../runtime/open/open-project.js'
import { type CommonOptions, withCommonOptions } from '../../options/options.js'
import { jsonLine } from '../../output/json-line.js'
import type { Terminal } from '../../output/terminal.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

interface ExposuresOptions extends CommonOptions {
  readonly pbids?: string | boolean
}

/** `kerros exposures`: who reads the project, and what; with `--pbids` the file with which Power BI connects. */
export const exposuresCommand: AddCommand = (program, terminal) => {
  const command = program
    .command('exposures')
    .description('list dashboards and other readers, with the relations and columns that they need')
  withCommonOptions(command)
    .option(
      '--pbids [file]',
      'write the file with which Power BI connects to the target (default: target/PROJECT.pbids)',
    )
    .action(async (options: ExposuresOptions) => {
      const opened = await openProjectFromCli(options, terminal)
      if (options.pbids) await writePbids(options, opened, terminal)
      else await listExposures(options, opened, terminal)
    })
}

async function writePbids({ pbids, json, quiet }: ExposuresOptions, opened: OpenProject, { cwd, stdout }: Terminal) {
  const { writeWhole } = await import('../../../runtime/files/write-whole.js')
  const { pbidsFile } = await import('../../exposures/pbids-file.js')
  const { target, targetName, root, project } = opened
  if (!target.powerBi)
    throw new KerrosError('E_UNSUPPORTED', `Power BI has no connector for the target "${targetName}"`, {
      hint: 'Name a target that it can reach with --target.',
    })
  const file = typeof pbids === 'string' ? path.resolve(cwd, pbids) : path.join(root, 'target', `${project.name}.pbids`)
  await writeWhole(file, pbidsFile(await target.powerBi()), 0o644)
  const displayPath = path.relative(cwd, file)
  if (json) stdout.write(jsonLine({ event: 'pbids_written', file: displayPath }))
  else if (!quiet) stdout.write(`Open ${displayPath} in Power BI Desktop.\n`)
}

async function listExposures({ json, quiet }: ExposuresOptions, opened: OpenProject, { stdout, stderr }: Terminal) {
  const { exposureReads } = await import('../../exposures/exposure-reads.js')
  const nodes = opened.project.nodes.filter((node) => node.resourceType === 'exposure')
  for (const node of nodes) {
    const { uniqueId, name, definition, description } = node
    const { type, owner, maturity, url } = definition
    const reads = exposureReads(node, opened)
    if (json) {
      stdout.write(jsonLine({ event: 'exposure', uniqueId, name, type, owner, maturity, url, description, reads }))
      continue
    }
    stdout.write(`${titleOf(node)}\n`)
    for (const { relation, name: of, columns } of reads)
      stdout.write(`  ${(relation ?? of).replaceAll('"', '')}${columns ? pc.dim(`: ${columns.join(', ')}`) : ''}\n`)
  }
  if (nodes.length === 0 && !json && !quiet) stderr.write('The project has no exposures.\n')
}

function titleOf({ name, definition: { type, owner, maturity, url } }: ExposureNode): string {
  const words = [type, maturity && `maturity ${maturity}`, owner.name ?? owner.email, url]
  return [pc.bold(name), ...words.filter((word) => word !== undefined).map((word) => pc.cyan(word))].join('  ')
}
