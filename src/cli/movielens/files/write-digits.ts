const ZERO = 48

/** Writes an integer of 0 … 2³¹ − 1 as decimal text; returns the position after it. */
export function writeInteger(buffer: Uint8Array, at: number, value: number): number {
  const end = at + digitsOf(value)
  let rest = value
  for (let place = end - 1; place >= at; place--) {
    const quotient = (rest / 10) | 0
    buffer[place] = ZERO + rest - quotient * 10
    rest = quotient
  }
  return end
}

/** Writes an integer of 0 … 99 as two digits; returns the position after them. */
export function writeTwoDigits(buffer: Uint8Array, at: number, value: number): number {
  const tens = (value / 10) | 0
  buffer[at] = ZERO + tens
  buffer[at + 1] = ZERO + value - tens * 10
  return at + 2
}

function digitsOf(value: number): number {
  if (value < 100_000) {
    if (value < 100) return value < 10 ? 1 : 2
    if (value < 1_000) return 3
    return value < 10_000 ? 4 : 5
  }
  if (value < 10_000_000) return value < 1_000_000 ? 6 : 7
  if (value < 1_000_000_000) return value < 100_000_000 ? 8 : 9
  return 10
}
