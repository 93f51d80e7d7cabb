/** A span of time in UTC, with its start and without its end. */
export interface Interval {
  /** Its start, which is part of it. */
  readonly start: Date
  /** Its end, which is not part of it. */
  readonly end: Date
}

/** The same time covered by as few intervals as possible, in order. */
export function mergedIntervals(intervals: readonly Interval[]): readonly Interval[] {
  const merged: Interval[] = []
  for (const { start, end } of [...intervals].sort((a, b) => a.start.getTime() - b.start.getTime())) {
    const last = merged.at(-1)
    if (!last || last.end < start) merged.push({ start, end })
    else if (last.end < end) merged[merged.length - 1] = { start: last.start, end }
  }
  return merged
}

/** What is left of intervals without the time that others cover. */
export function withoutIntervals(intervals: readonly Interval[], removed: readonly Interval[]): readonly Interval[] {
  return removed.reduce<readonly Interval[]>(
    (left, gone) =>
      left.flatMap(({ start, end }) => {
        if (gone.end <= start || end <= gone.start) return [{ start, end }]
        return [
          ...(start < gone.start ? [{ start, end: gone.start }] : []),
          ...(gone.end < end ? [{ start: gone.end, end }] : []),
        ]
      }),
    intervals,
  )
}

/** Whether intervals, which {@link mergedIntervals} has merged, cover the whole of one. */
export function isCovered({ start, end }: Interval, merged: readonly Interval[]): boolean {
  return merged.some((interval) => interval.start <= start && end <= interval.end)
}
