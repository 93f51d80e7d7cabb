import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Deals the rows of a CSV file to so many parts at random: `ratings.csv`, `ratings.2.csv`, …, each in its own folder. */
export async function dealRows(
  csv: string,
  file: string,
  folders: readonly string[],
  random: () => number,
): Promise<void> {
  const [header, ...rows] = csv.trimEnd().split(/\r?\n/)
  const parts = folders.map((): string[] => [header!])
  for (const row of rows) parts[Math.floor(random() * parts.length)]!.push(row)
  for (const [i, folder] of folders.entries()) {
    await mkdir(folder, { recursive: true })
    const name = i === 0 ? file : file.replace(/\.csv$/, `.${i + 1}.csv`)
    await writeFile(path.join(folder, name), `${parts[i]!.join('\n')}\n`)
  }
}

/** Numbers from 0 to 1 that are the same in every run: mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
