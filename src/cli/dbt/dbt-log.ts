import type { Writable } from 'node:stream'
import { newRunId } from '../../runtime/lease/run-id.js'
import { jsonLine } from '../output/json-line.js'
import type { DbtOptions } from './dbt-options.js'

/** How important an event is, from the least. */
export type DbtLevel = 'debug' | 'info' | 'warn' | 'error'

const LEVELS: readonly string[] = ['debug', 'info', 'warn', 'error', 'none']

/** An event in dbt's log. */
export interface DbtEvent {
  /** dbt's name of it, as in `LogModelResult`. */
  readonly name: string
  /** dbt's code of it, as in `Q012`. */
  readonly code: string
  /** What a reader sees. */
  readonly msg: string
  /** Default: `info`. */
  readonly level?: DbtLevel
  /** What programs read of it. */
  readonly data?: object
  /** Default: dbt's main thread. */
  readonly thread?: string | undefined
}

/** Something to know that dbt has no event for. */
export function dbtNote(msg: string): DbtEvent {
  return { name: 'Note', code: 'Z050', level: 'warn', msg, data: { msg } }
}

/** Writes a log as dbt does. */
export interface DbtLog {
  event(event: DbtEvent): void
  /** An empty line. */
  gap(): void
  /** What was asked for, as `ls` prints it: in the text format without a time. */
  print(text: string): void
}

/** The log that the options ask for: lines with a time, or one JSON object a line. */
export function dbtLog(stdout: Writable, { logFormat, logLevel, debug, quiet }: DbtOptions): DbtLog {
  const least = LEVELS.indexOf(quiet ? 'error' : debug ? 'debug' : (logLevel ?? 'info'))
  const isJson = logFormat === 'json'
  const invocationId = newRunId()
  const write = ({ name, code, msg: text, level = 'info', data = {}, thread = 'MainThread' }: DbtEvent): void => {
    const now = new Date()
    const msg = level === 'warn' ? `[WARNING]: ${text}` : text
    if (!isJson) {
      stdout.write(`${now.toTimeString().slice(0, 8)}  ${msg}\n`)
      return
    }
    const ts = now.toISOString()
    const info = { category: '', code, extra: {}, invocation_id: invocationId, level, msg, name, pid: process.pid }
    stdout.write(jsonLine({ data, info: { ...info, thread, ts } }))
  }
  const event = (each: DbtEvent): void => {
    if (LEVELS.indexOf(each.level ?? 'info') >= least) write(each)
  }
  return {
    event,
    gap: () => event({ name: 'Formatting', code: 'Z017', msg: '', data: { msg: '' } }),
    print: (msg) => {
      if (isJson) write({ name: 'PrintEvent', code: 'Z052', msg, data: { msg } })
      else stdout.write(`${msg}\n`)
    },
  }
}
