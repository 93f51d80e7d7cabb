import type { FormPart, PlainForm } from './plain-form.js'

/** A form as a deterministic automaton over classes of bytes. State 0 is its start; -1 is no state. */
export interface FormAutomaton {
  /** The next state for each state and class of bytes. */
  readonly next: readonly Int16Array[]
  /** For each state, whether what was read so far matches the form. */
  readonly accepts: readonly boolean[]
}

/** One place in a sequence: a byte of a set that is required, optional, or may be repeated. */
interface Place {
  readonly set: string | undefined
  readonly kind: 'one' | 'optional' | 'many'
}

/** Builds the automaton of a form, by sets of places. @param samples One byte of each class. */
export function formAutomaton(form: PlainForm, samples: readonly number[]): FormAutomaton {
  const sequences = form.map((sequence) => sequence.flatMap(places))
  const starts = closed(
    sequences.map((_, i) => [i, 0] as const),
    sequences,
  )
  const known = new Map([[key(starts), 0]])
  const states = [starts]
  const next: Int16Array[] = []
  const stateOf = (at: At): number => {
    if (at.length === 0) return -1
    const found = known.get(key(at)) ?? states.push(at) - 1
    known.set(key(at), found)
    return found
  }
  for (let s = 0; s < states.length; s++) {
    const row = new Int16Array(samples.length)
    samples.forEach((byte, one) => {
      const taking = states[s]!.filter(([i, place]) => takes(sequences[i]![place], byte))
      row[one] = stateOf(closed(taking.map(step(sequences)), sequences))
    })
    next.push(row)
  }
  const accepts = states.map((at) => at.some(([i, place]) => place === sequences[i]!.length))
  return { next, accepts }
}

function places({ set, min, max }: FormPart): readonly Place[] {
  const one = Array.from({ length: min }, (): Place => ({ set, kind: 'one' }))
  if (max === Number.POSITIVE_INFINITY) return [...one, { set, kind: 'many' }]
  return [...one, ...Array.from({ length: max - min }, (): Place => ({ set, kind: 'optional' }))]
}

type At = readonly (readonly [sequence: number, place: number])[]

function takes(place: Place | undefined, byte: number): boolean {
  return place !== undefined && (place.set === undefined || place.set.includes(String.fromCharCode(byte)))
}

function step(sequences: readonly (readonly Place[])[]): (at: At[number]) => At[number] {
  return ([i, place]) => [i, sequences[i]![place]!.kind === 'many' ? place : place + 1]
}

/** Adds all places that are reached without a byte. */
function closed(at: At, sequences: readonly (readonly Place[])[]): At {
  const found = new Map<number, readonly [number, number]>()
  for (const [i, from] of at)
    for (let place = from; ; place++) {
      found.set(i * 1000 + place, [i, place])
      const { kind } = sequences[i]![place] ?? {}
      if (kind === undefined || kind === 'one') break
    }
  return [...found.entries()].sort(([a], [b]) => a - b).map(([, place]) => place)
}

function key(at: At): string {
  return at.join(' ')
}
