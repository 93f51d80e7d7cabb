import { counted } from '../../core/errors/wording.js'
/** A number of bytes for readers: `12 bytes`, `45 kB`, `533.4 MB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1e3) return counted(bytes, 'byte')
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

/** A number of things for readers, with commas between thousands: `1 row`, `2,500 rows`. */
export function formatCount(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`
}
