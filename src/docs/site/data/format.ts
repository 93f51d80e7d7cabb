const NUMBER = new Intl.NumberFormat('en')

export function formatNumber(value: number): string {
  return NUMBER.format(value)
}

/** Bytes in the unit that leaves at most three digits before the point. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** Seconds as a person says them: `0.05 s`, `12.3 s`, `2 min 5 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)} s`
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

export function formatDate(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
}

export function plural(count: number, noun: string): string {
  return `${formatNumber(count)} ${nounOf(count, noun)}`
}

/** `model`, `models`; `analysis`, `analyses`. */
export function nounOf(count: number, noun: string): string {
  if (count === 1) return noun
  return noun.endsWith('is') ? noun.replace(/is$/, 'es') : `${noun}s`
}
