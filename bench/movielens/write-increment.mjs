// Writes a second ratings file: new users who rate movies of the first one.
import { open, writeFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * @param {string} data The folder with `ratings.csv`.
 * @param {string} file The file to write.
 * @param {number} count How many ratings.
 */
export async function writeIncrement(data, file, count) {
  const movies = await sampleMovies(path.join(data, 'ratings.csv'))
  const lines = ['userId,movieId,rating,timestamp']
  const perUser = Math.min(100, movies.length)
  for (let i = 0; i < count; i++) {
    const user = 200_000 + Math.floor(i / perUser)
    const movie = movies[((i % perUser) * 7 + user) % movies.length]
    lines.push(`${user},${movie},${((i * 31) % 10) / 2 + 0.5},${1_420_070_400 + i * 13}`)
  }
  await writeFile(file, `${dedupe(lines).join('\n')}\n`)
}

/** Different movies among the first ratings. */
async function sampleMovies(file) {
  const handle = await open(file)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1 << 20), 0, 1 << 20, 0)
  await handle.close()
  const rows = buffer.toString('utf8', 0, bytesRead).split('\n').slice(1, -1)
  return [...new Set(rows.map((row) => row.split(',')[1]))]
}

/** One rating for each user and movie. */
function dedupe(lines) {
  const seen = new Set()
  return lines.filter((line) => {
    const key = line.split(',', 2).join(',')
    return !seen.has(key) && seen.add(key)
  })
}
