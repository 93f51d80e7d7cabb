import pc from 'picocolors'
import type { UploadProgress } from '../../core/ports/file-store.js'
import type { FileProgress, LoadReporter } from '../../ingest/plan/load-result.js'
import { formatCount, formatSize } from './format-size.js'
import { liveLines } from './live-lines.js'

interface CurrentFile {
  readonly table: string
  readonly file: string
  readonly since: number
  progress: FileProgress | undefined
}

interface Upload {
  readonly progress: UploadProgress
  readonly since: number
}

/** Which files have been uploaded, and when the last one was. */
interface Uploaded {
  readonly files: ReadonlySet<string>
  readonly since: number
}

/**
 * Reports a load on a terminal: the lines of another reporter, and below them one that says which file is read, how much of
 * it, and for how long.
 *
 * @param lines The reporter of finished files; it writes its lines with `write`.
 */
export function liveLoadReporter(
  stream: NodeJS.WriteStream,
  lines: (write: (text: string) => void) => LoadReporter,
): LoadReporter & { readonly pause: () => void; readonly stop: () => void } {
  const live = liveLines(stream)
  const ended = lines((text) => {
    live.clear()
    stream.write(text)
  })
  let current: CurrentFile | undefined
  const uploads = new Map<string, Upload>()
  let uploaded: Uploaded | undefined
  const draw = (): void => {
    const now = performance.now()
    if (uploads.size > 0) live.draw([...uploads].map(([file, upload]) => uploadLine(file, upload, now)))
    else if (current) live.draw([progressLine(current, now)])
    else if (uploaded) live.draw([uploadedLine(uploaded, now)])
    else live.clear()
  }
  const timer = setInterval(draw, 200)
  timer.unref()
  const stop = (): void => {
    clearInterval(timer)
    current = undefined
    uploaded = undefined
    uploads.clear()
    live.clear()
  }
  return {
    onTakeover: (holder) => ended.onTakeover?.(holder),
    onFileStart: (table, file) => {
      uploaded = undefined
      current = { table, file, since: performance.now(), progress: undefined }
      draw()
    },
    onFileProgress: (_, file, progress) => {
      if (current?.file === file) current.progress = progress
    },
    onUploadProgress: (table, file, progress) => {
      const now = performance.now()
      if (progress.bytes < progress.size) uploads.set(file, { progress, since: uploads.get(file)?.since ?? now })
      else {
        uploads.delete(file)
        uploaded = { files: new Set(uploaded?.files).add(`${table}/${file}`), since: now }
      }
    },
    onFileEnd: (table, file) => {
      current = undefined
      ended.onFileEnd?.(table, file)
    },
    onLoadEnd: (result) => {
      stop()
      ended.onLoadEnd?.(result)
    },
    pause: () => live.clear(),
    stop,
  }
}

function progressLine({ table, file, since, progress }: CurrentFile, now: number): string {
  const time = seconds(since, now)
  const what = `${pc.cyan('▸')} ${table} from ${file}`
  if (!progress) return `${what} ${time}`
  const { bytes, size } = progress
  // When everything is read, the engine is still busy with it.
  const how = bytes >= size ? `${formatSize(size)} read, writing` : `${formatSize(bytes)} of ${formatSize(size)}`
  return `${what} ${how} ${time}`
}

function uploadLine(file: string, { progress, since }: Upload, now: number): string {
  const { bytes, size, sent, durationMs } = progress
  const rate = durationMs > 0 && sent > 0 ? ` ${formatSize((sent / durationMs) * 1000)}/s` : ''
  return `${pc.cyan('▸')} ${file} uploaded ${formatSize(bytes)} of ${formatSize(size)}${pc.dim(rate)} ${seconds(since, now)}`
}

/** Between the uploads and the first file that is reported, the warehouse is busy. */
function uploadedLine({ files, since }: Uploaded, now: number): string {
  return `${pc.cyan('▸')} ${formatCount(files.size, 'file')} uploaded, now being read ${seconds(since, now)}`
}

function seconds(since: number, now: number): string {
  return pc.dim(`${Math.round((now - since) / 1000)}s`)
}
