import { hasError, type NodeResult } from '../../core/result/run-result.js'
import type { OpenProject } from '../../runtime/open/open-project.js'
import { githubAnnotation } from '../output/github-annotation.js'
import type { Terminal } from '../output/terminal.js'
import { formatFailures, typeWord } from './format-run.js'
import type { RunReporter } from './run-view.js'

/** Another reporter, and an annotation of GitHub Actions for each node that fails or warns, at its line. */
export function githubReporter(
  reporter: RunReporter,
  write: (line: string) => void,
  { root }: Pick<OpenProject, 'root'>,
  terminal: Terminal,
): RunReporter {
  return {
    ...reporter,
    onNodeEnd: (result, position) => {
      reporter.onNodeEnd?.(result, position)
      const message = messageOf(result)
      if (message === undefined) return
      const { status, error, name, resourceType, file } = result
      const level = status === 'warn' ? 'warning' : 'error'
      const title = `${typeWord(resourceType)} ${name}`
      const at = (error?.at?.includes(':') ? error.at : result.at) ?? file
      write(githubAnnotation({ level, title, message, at }, root, terminal))
    },
  }
}

function messageOf(node: NodeResult): string | undefined {
  const { status, error, name, unitTest } = node
  if (hasError(status) && error)
    return [`${error.code} ${error.message}`, ...(error.hint ? [error.hint] : [])].join('\n')
  if (status !== 'fail' && status !== 'warn') return undefined
  if (unitTest) return formatFailures(node)
  return `${formatFailures(node)}. See them with: kerros show ${name}`
}
