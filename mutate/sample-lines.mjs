import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/**
 * Some lines of files, as Stryker's ranges.
 *
 * @param files Paths.
 * @param options `sample` is the percentage of lines; the same `seed` chooses the same lines, as long as their text is the same.
 */
export function sampleLines(files, { sample, seed }) {
  return files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, i) =>
        isChosen(`${seed} ${file} ${i} ${line}`, Number(sample)) ? [`${file}:${i + 1}-${i + 1}`] : [],
      ),
  )
}

function isChosen(line, percent) {
  return createHash('sha256').update(line).digest().readUInt32BE() % 10_000 < percent * 100
}
