import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Terminal } from './terminal.js'

/** What an annotation of GitHub Actions says, and where. */
export interface Annotation {
  readonly level: 'error' | 'warning'
  readonly title: string
  readonly message: string
  /** As in `src/customers.ts:12:5`, relative to `root`; line and column may be missing. */
  readonly at: string | undefined
}

/** Whether a command runs in a workflow of GitHub Actions. */
export function isGitHubActions({ env }: Pick<Terminal, 'env'>): boolean {
  return env['GITHUB_ACTIONS'] === 'true'
}

/**
 * A workflow command that shows a message next to its line in a pull request: `::error file=…,line=…,title=…::…`. GitHub finds
 * files from the root of the repository, which is not always the project's folder.
 *
 * @param root The folder that `at` starts from.
 */
export function githubAnnotation(
  { level, title, message, at }: Annotation,
  root: string,
  { env }: Pick<Terminal, 'env'>,
): string {
  const [, file, line, col] = /^(.*?)(?::(\d+))?(?::(\d+))?$/s.exec(at ?? '') ?? []
  const absolute = path.resolve(root, file ?? '')
  // Some places are no files: a source, an option.
  const isFile = file !== undefined && file !== '' && existsSync(absolute)
  const place = isFile
    ? {
        file: path
          .relative(env['GITHUB_WORKSPACE'] ?? root, absolute)
          .split(path.sep)
          .join('/'),
        line,
        col,
      }
    : {}
  const properties = Object.entries({ ...place, title })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapedProperty(value!)}`)
  return `::${level} ${properties.join(',')}::${escaped(message)}`
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
