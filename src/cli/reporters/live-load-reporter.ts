import { createLogUpdate } from 'log-update'
import pc from 'picocolors'
import type { UploadProgress } from '../../core/ports/file-store.js'
import type { FileProgress, LoadReporter } from '../../ingest/load-result.js'
import { formatSize } from './format-size.js'

interface CurrentFile {
  readonly table: string
  readonly file: string
  readonly since: number
  progress: FileProgress | undefined
}

/**
 * Tells a load on a terminal: the lines of another reporter, and below them one that says which file is read, how far it
 * is and for how long.
 *
 * @param lines What tells of files that have ended; its lines are written by `write`.
 */
export function liveLoadReporter(
  stream: NodeJS.WriteStream,
  lines: (write: (text: string) => void) => LoadReporter,
): LoadReporter & { readonly stop: () => void } {
  const live = createLogUpdate(stream, { showCursor: true })
  const ended = lines((text) => {
    live.clear()
    stream.write(text)
  })
  let current: CurrentFile | undefined
  const uploads = new Map<string, UploadProgress>()
  const draw = (): void => {
    if (uploads.size > 0) live([...uploads].map(([file, progress]) => uploadLine(file, progress)).join('\n'))
    else if (current) live(progressLine(current, performance.now()))
    else live.clear()
  }
  const timer = setInterval(draw, 200)
  timer.unref()
  const stop = (): void => {
    clearInterval(timer)
    current = undefined
    uploads.clear()
    live.clear()
  }
  return {
    onTakeover: (holder) => ended.onTakeover?.(holder),
    onFileStart: (table, file) => {
      current = { table, file, since: performance.now(), progress: undefined }
      draw()
    },
    onFileProgress: (_, file, progress) => {
      if (current?.file === file) current.progress = progress
    },
    onUploadProgress: (_, file, progress) => {
      if (progress.bytes < progress.size) uploads.set(file, progress)
      else uploads.delete(file)
    },
    onFileEnd: (table, file) => {
      current = undefined
      ended.onFileEnd?.(table, file)
    },
    onLoadEnd: (result) => {
      stop()
      ended.onLoadEnd?.(result)
    },
    stop,
  }
}

function progressLine({ table, file, since, progress }: CurrentFile, now: number): string {
  const seconds = pc.dim(`${Math.round((now - since) / 1000)}s`)
  const what = `${pc.cyan('▸')} ${table} from ${file}`
  if (!progress) return `${what} ${seconds}`
  const { bytes, size } = progress
  // When all is read, the engine is still busy with it.
  const how = bytes >= size ? `${formatSize(size)} read, writing` : `${formatSize(bytes)} of ${formatSize(size)}`
  return `${what} ${how} ${seconds}`
}

function uploadLine(file: string, { bytes, size, sent, durationMs }: UploadProgress): string {
  const rate = durationMs > 0 && sent > 0 ? ` ${formatSize((sent / durationMs) * 1000)}/s` : ''
  return `${pc.cyan('▸')} ${file} uploaded ${formatSize(bytes)} of ${formatSize(size)}${pc.dim(rate)}`
}
