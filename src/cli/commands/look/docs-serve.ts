import path from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import pc from 'picocolors'
import { type CommonOptions, withCommonOptions } from '../../options/options.js'
import { jsonLine } from '../../output/json-line.js'
import type { Terminal } from '../../output/terminal.js'

interface ServeOptions extends CommonOptions {
  readonly host: string
  readonly port?: number
  readonly browser: boolean
  readonly charts: boolean
}

/** `kerros docs serve`: the documentation site, as the project is now. */
export function addDocsServe(docs: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  const serve = docs
    .command('serve')
    .description('serve the documentation site on this machine, and write it again when the project changes')
    .addOption(new Option('--port <n>', 'the port (default: the first free one from 8080 on)').argParser(parsePort))
    .addOption(
      new Option('--host <name>', 'the address; only this machine can reach it')
        .choices(['127.0.0.1', 'localhost', '::1'])
        .default('127.0.0.1'),
    )
    .option('--no-browser', 'open no browser')
    .option('--no-charts', 'read no rows: pages of charts have no pictures')
  withCommonOptions(serve).action(async (options: ServeOptions) => setExitCode(await runServe(options, terminal)))
}

async function runServe(options: ServeOptions, { cwd, stdout, stderr }: Terminal): Promise<number> {
  const { serveDocs } = await import('../../docs/serve-docs.js')
  const { openInBrowser } = await import('../../docs/open-in-browser.js')
  const { artifactsFolderOf } = await import('../../../runtime/artifacts/write-artifacts.js')
  const { findConfigFile } = await import('../../../runtime/files/find-config-file.js')
  const { loadConfig } = await import('../../../runtime/open/load-project.js')
  const { root } = await loadConfig(await findConfigFile(options.config, cwd))
  const isTalking = !options.json && !options.quiet
  return serveDocs({
    ...options,
    port: options.port,
    root,
    cwd,
    folder: path.join(artifactsFolderOf(root), 'docs'),
    generateArgs: generateArgs(options),
    onListening: (url) => {
      if (options.json) stdout.write(jsonLine({ event: 'docs_served', url }))
      else stdout.write(`Open ${pc.bold(url)} in a browser. Press Ctrl-C to stop.\n`)
      if (options.browser && stdout.isTTY) openInBrowser(url)
    },
    onGenerated: (result) => {
      stderr.write(result.stderr)
      if (options.json) stdout.write(result.stdout)
      else if (isTalking && result.isWritten) stdout.write(`Written in ${(result.durationMs / 1000).toFixed(2)}s.\n`)
    },
  })
}

function generateArgs({ config, target, vars, charts, debug, json }: ServeOptions): readonly string[] {
  return [
    ...(config === undefined ? [] : ['--config', config]),
    ...(target === undefined ? [] : ['--target', target]),
    ...(vars === undefined ? [] : ['--vars', JSON.stringify(vars)]),
    ...(charts ? [] : ['--no-charts']),
    ...(debug ? ['--debug'] : []),
    ...(json ? ['--json'] : []),
  ]
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535; 0 is any free port.')
}
