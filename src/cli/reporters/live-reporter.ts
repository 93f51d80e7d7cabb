import { createLogUpdate } from 'log-update'
import pc from 'picocolors'
import type { Reporter } from '../../core/result/reporter.js'
import type { ShownAs } from '../output/format-diagnostic.js'
import { lineReporter } from './line-reporter.js'

/** Reports a run on a terminal: a line for each finished node, and below them one line with what runs now. */
export function liveReporter(stream: NodeJS.WriteStream, shownAs: ShownAs): Reporter {
  const live = createLogUpdate(stream, { showCursor: true })
  const running = new Map<string, { readonly name: string; readonly since: number }>()
  let total = 0
  let ended = 0
  let timer: NodeJS.Timeout | undefined
  const lines = lineReporter((line) => {
    live.clear()
    stream.write(`${line}\n`)
  }, shownAs)
  const draw = (): void => {
    if (running.size === 0) return live.clear()
    const now = [...running.values()].map(
      ({ name, since }) => `${name} ${pc.dim(`${Math.round((performance.now() - since) / 1000)}s`)}`,
    )
    live(`${pc.cyan('▸')} ${ended}/${total} ${now.join(', ')}`)
  }
  return {
    onTakeover: (holder) => lines.onTakeover?.(holder),
    onRunStart: (plan) => {
      lines.onRunStart?.(plan)
      timer = setInterval(draw, 200)
      timer.unref()
    },
    onNodeStart: (node, position) => {
      lines.onNodeStart?.(node, position)
      total = position.total
      running.set(node.uniqueId, { name: node.name, since: performance.now() })
      draw()
    },
    onNodeEnd: (result, position) => {
      ended++
      running.delete(result.uniqueId)
      lines.onNodeEnd?.(result, position)
      draw()
    },
    onRunEnd: (result) => {
      clearInterval(timer)
      live.clear()
      lines.onRunEnd?.(result)
    },
  }
}
