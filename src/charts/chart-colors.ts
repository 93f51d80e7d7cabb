/** The colours of a picture. */
export interface ChartColors {
  readonly background: string | null
  readonly text: string
  readonly dim: string
  readonly grid: string
  readonly mark: string
}

/** Of a file: readable wherever it is put, so it has a background. */
export const FILE_COLORS: ChartColors = {
  background: '#ffffff',
  text: '#1b2430',
  dim: '#5a6675',
  grid: '#e3e7ec',
  mark: '#0b62c4',
}

/** Of a picture in a page, which says by these properties what its colours are, in light and in dark. */
export const PAGE_COLORS: ChartColors = {
  background: null,
  text: 'var(--text)',
  dim: 'var(--dim)',
  grid: 'var(--line)',
  mark: 'var(--accent)',
}
