import { csvField, quotedField } from './csv-field.js'
import { dateTimeWriter } from './write-date-time.js'
import { writeInteger } from './write-digits.js'

/** The six tables of MovieLens, by the columns their files have. */
const COLUMNS = {
  movies: ['movieId', 'title', 'genres'],
  links: ['movieId', 'imdbId', 'tmdbId'],
  tags: ['userId', 'movieId', 'tag', 'timestamp'],
  ratings: ['userId', 'movieId', 'rating', 'timestamp'],
  genomeTags: ['tagId', 'tag'],
  genomeScores: ['movieId', 'tagId', 'relevance'],
} as const satisfies Record<string, readonly string[]>

export type MovieLensTable = keyof typeof COLUMNS

export interface TableFile {
  readonly name: string
  readonly header: string
  readonly endOfLine: '\n' | '\r\n'
}

/** How one publisher of MovieLens writes the six files. */
export interface FileLayout {
  readonly files: Readonly<Record<MovieLensTable, TableFile>>
  /** A string as CSV field. */
  readonly text: (value: string) => string
  /** Writes a time as CSV field at a position of a buffer; returns the position after it. */
  readonly writeTimestamp: (buffer: Uint8Array, at: number, epochSeconds: number) => number
}

export type LayoutName = 'grouplens' | 'kaggle'

/** The known layouts. Making one may build lookup tables, so each is made only when it is used. */
export const LAYOUTS: Readonly<Record<LayoutName, () => FileLayout>> = {
  /** Plain headers, quotes only where needed (genome tags: always), epoch seconds. Some files end lines with CRLF. */
  grouplens: () => ({
    files: {
      movies: { name: 'movies.csv', header: COLUMNS.movies.join(','), endOfLine: '\r\n' },
      links: { name: 'links.csv', header: COLUMNS.links.join(','), endOfLine: '\r\n' },
      tags: { name: 'tags.csv', header: COLUMNS.tags.join(','), endOfLine: '\r\n' },
      ratings: { name: 'ratings.csv', header: COLUMNS.ratings.join(','), endOfLine: '\n' },
      genomeTags: { name: 'genome-tags.csv', header: quoted(COLUMNS.genomeTags), endOfLine: '\n' },
      genomeScores: { name: 'genome-scores.csv', header: COLUMNS.genomeScores.join(','), endOfLine: '\n' },
    },
    text: csvField,
    writeTimestamp: writeInteger,
  }),
  /** Quoted headers and strings, `"YYYY-MM-DD HH:MM:SS"`, LF. */
  kaggle: () => {
    const writeDateTime = dateTimeWriter()
    return {
      files: {
        movies: { name: 'movie.csv', header: quoted(COLUMNS.movies), endOfLine: '\n' },
        links: { name: 'link.csv', header: quoted(COLUMNS.links), endOfLine: '\n' },
        tags: { name: 'tag.csv', header: quoted(COLUMNS.tags), endOfLine: '\n' },
        ratings: { name: 'rating.csv', header: quoted(COLUMNS.ratings), endOfLine: '\n' },
        genomeTags: { name: 'genome_tags.csv', header: quoted(COLUMNS.genomeTags), endOfLine: '\n' },
        genomeScores: { name: 'genome_scores.csv', header: quoted(COLUMNS.genomeScores), endOfLine: '\n' },
      },
      text: quotedField,
      writeTimestamp: (buffer, at, epochSeconds) => {
        buffer[at] = 34
        const end = writeDateTime(buffer, at + 1, epochSeconds)
        buffer[end] = 34
        return end + 1
      },
    }
  },
}

function quoted(columns: readonly string[]): string {
  return columns.map(quotedField).join(',')
}
