import pc from 'picocolors'

/** Tells that a run is not the first to build what it builds. @param holder Who was at it before. */
export function takeoverLine(holder: string): string {
  return `${pc.yellow('WARN')} took over from ${holder}, which is gone; what it left running was cancelled`
}
