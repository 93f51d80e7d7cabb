import pc from 'picocolors'
import textWidth from 'string-width'
import type { UploadProgress } from '../../core/ports/file-store.js'
import type { FileProgress, LoadedFile, LoadPlan, LoadReporter } from '../../ingest/plan/load-result.js'
import { cutText } from '../output/cut-text.js'
import { formatSpan } from './format-run.js'
import { formatCount, formatSize } from './format-size.js'
import { liveLines } from './live-lines.js'
import { type LoadTimes, loadTimeLeft } from './load-times.js'

/** Most uploads that are listed while they run. */
const MOST_UPLOADS = 8

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

/** What the live view needs to know of the last load. */
export interface LiveLoad {
  readonly past: LoadTimes
}

/**
 * Reports a load on a terminal: the lines of another reporter, and below them which file is read, how much of it, and for how
 * long; how many files and bytes are done, the rows so far, the time since the beginning, and the time left when the last load is
 * known. No line is longer than the terminal is wide.
 *
 * @param lines The reporter of finished files; it writes its lines with `write`.
 */
export function liveLoadReporter(
  stream: NodeJS.WriteStream,
  lines: (write: (text: string) => void) => LoadReporter,
  { past }: LiveLoad,
): LoadReporter & { readonly pause: () => void; readonly stop: () => void } {
  const live = liveLines(stream)
  const ended = lines((text) => {
    live.clear()
    stream.write(text)
  })
  const began = performance.now()
  let plan: LoadPlan | undefined
  let current: CurrentFile | undefined
  let uploaded: Uploaded | undefined
  const uploads = new Map<string, Upload>()
  const done = new Map<string, LoadedFile>()
  const running = (now: number): readonly Line[] => {
    if (uploads.size > 0) return [...uploads].map(([file, upload]) => uploadLine(file, upload, now))
    if (current) return [progressLine(current, now)]
    return uploaded ? [uploadedLine(uploaded, now)] : []
  }
  const status = (now: number): string => {
    if (!plan) return ''
    const { files } = plan
    const isDone = ({ table, file }: LoadPlan['files'][number]): boolean => done.has(`${table}/${file}`)
    const read = current?.progress?.bytes ?? 0
    const bytes = files.filter(isDone).reduce((sum, { size }) => sum + size, read)
    const rows = [...done.values()].reduce((sum, file) => sum + file.rows, 0)
    const left = loadTimeLeft(
      files.filter((file) => !isDone(file)),
      past,
      current && now - current.since,
    )
    return [
      `${files.filter(isDone).length} of ${formatCount(files.length, 'file')}`,
      `${formatSize(bytes)} of ${formatSize(files.reduce((sum, { size }) => sum + size, 0))}`,
      ...(rows > 0 ? [formatCount(rows, 'row')] : []),
      formatSpan(now - began),
      // Below a second it would be gone before it is read.
      ...(left !== undefined && left >= 1000 ? [`about ${formatSpan(left)} left`] : []),
    ].join(', ')
  }
  const draw = (): void => {
    const now = performance.now()
    const width = Math.max(1, (stream.columns || 80) - 1)
    const most = Math.max(1, Math.min(MOST_UPLOADS, (stream.rows || 24) - 4))
    const all = running(now)
    const more = all.length > most ? [pc.dim(cutText(`  and ${all.length - most} more`, width))] : []
    const sum = status(now)
    const drawn = [...all.slice(0, most).map((line) => lineText(line, width)), ...more]
    if (drawn.length === 0 && sum === '') return live.clear()
    live.draw([...drawn, ...(sum === '' ? [] : [cutText(sum, width)])])
  }
  const timer = setInterval(draw, 200)
  timer.unref()
  const stop = (): void => {
    clearInterval(timer)
    plan = undefined
    current = undefined
    uploaded = undefined
    uploads.clear()
    live.clear()
  }
  return {
    onTakeover: (holder) => ended.onTakeover?.(holder),
    onLoadStart: (started) => {
      plan = started
      draw()
    },
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
      done.set(`${table}/${file.file}`, file)
      ended.onFileEnd?.(table, file)
      draw()
    },
    onLoadEnd: (result) => {
      stop()
      ended.onLoadEnd?.(result)
    },
    pause: () => live.clear(),
    stop,
  }
}

/** A line of the live view: what is cut off where the terminal is narrow, and what is not. */
interface Line {
  readonly what: string
  readonly figures: string
}

function lineText({ what, figures }: Line, width: number): string {
  const kept = textWidth(figures) + 3 < width / 2 ? figures : cutText(figures, Math.max(1, Math.floor(width / 2)))
  return `${pc.cyan('▸')} ${cutText(what, Math.max(1, width - 3 - textWidth(kept)))} ${pc.dim(kept)}`
}

function progressLine({ table, file, since, progress }: CurrentFile, now: number): Line {
  const what = `${table} from ${file}`
  const time = formatSpan(now - since)
  if (!progress) return { what, figures: time }
  const { bytes, size } = progress
  // When everything is read, the engine is still busy with it.
  const how = bytes >= size ? `${formatSize(size)} read, writing` : `${formatSize(bytes)} of ${formatSize(size)}`
  return { what, figures: `${how} ${time}` }
}

function uploadLine(file: string, { progress, since }: Upload, now: number): Line {
  const { bytes, size, sent, durationMs } = progress
  const rate = durationMs > 0 && sent > 0 ? ` ${formatSize((sent / durationMs) * 1000)}/s` : ''
  const figures = `uploaded ${formatSize(bytes)} of ${formatSize(size)}${rate} ${formatSpan(now - since)}`
  return { what: file, figures }
}

/** Between the uploads and the first file that is reported, the warehouse is busy. */
function uploadedLine({ files, since }: Uploaded, now: number): Line {
  return { what: `${formatCount(files.size, 'file')} uploaded, now being read`, figures: formatSpan(now - since) }
}
