import { formatNumber } from '../data/format.js'

/** How many rows a table has at first. */
export const ROWS = 100

/** How many more a click shows. */
const MORE = 500

/** Offers the rest of a long table; nothing if all of it is there. */
export function ShowMore({ most, all, onMore }: ShowMoreProps) {
  if (all <= most) return null
  return (
    <p>
      <button type="button" onClick={() => onMore(most + MORE)}>
        Show more
      </button>{' '}
      <span class="dim">
        {formatNumber(most)} of {formatNumber(all)}
      </span>
    </p>
  )
}

interface ShowMoreProps {
  /** How many rows are there. */
  readonly most: number
  /** How many there are in all. */
  readonly all: number
  readonly onMore: (most: number) => void
}
