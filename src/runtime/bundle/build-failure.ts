import { isKerrosError, KerrosError } from '../../core/errors/index.js'

/** What esbuild says of one mistake. */
interface BuildMessage {
  readonly text: string
  /** What a plugin threw. */
  readonly detail?: unknown
  readonly location: { readonly file: string; readonly line: number; readonly column: number } | null
}

const CORRECT = 'Correct the file; `npx tsc --noEmit` shows the same and more.'

/** The error that shows every mistake of a failed bundle with its place. */
export function buildFailure(error: unknown): KerrosError {
  const messages = (error as { readonly errors?: readonly BuildMessage[] }).errors ?? []
  if (messages.length === 0) {
    const message = error instanceof Error ? error.message : String(error)
    return new KerrosError('E_LOAD_PROJECT', `the project's files cannot be bundled: ${message}`, { cause: error })
  }
  const details = messages.map(({ detail }) => detail).filter(isKerrosError)
  const other = details.find(({ code }) => code !== 'E_LOAD_PROJECT')
  if (other) return other
  const lines = messages.map(({ text, location }) => (location ? `${place(location)}: ${text}` : text))
  const at = messages[0]?.location
  const hints = new Set(messages.map(({ detail }) => (isKerrosError(detail) ? detail.hint : undefined) ?? CORRECT))
  return new KerrosError('E_LOAD_PROJECT', lines.join('\n'), {
    hint: [...hints].join('\n'),
    ...(at && { at: place(at) }),
    cause: error,
  })
}

function place({ file, line, column }: NonNullable<BuildMessage['location']>): string {
  return `${file}:${line}:${column + 1}`
}
