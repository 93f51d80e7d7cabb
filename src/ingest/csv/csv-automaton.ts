import { ByteClasses } from './byte-classes.js'
import { formAutomaton } from './form-automaton.js'
import type { PlainForm } from './plain-form.js'

/** What the fields of a column may contain. */
export interface FieldForm {
  readonly form: PlainForm
  /** Whether the field may be empty, or a string that means NULL. */
  readonly isNullable: boolean
}

/** What an automaton has to know of a file: its form, and the forms of its fields. */
export interface CsvAutomatonInput {
  readonly fields: readonly FieldForm[]
  readonly delimiter: string
  readonly quote: string | undefined
  readonly hasHeader: boolean
  readonly nullIf: readonly string[]
  /** Whether lines end in CR LF, or in LF alone. */
  readonly isCrLf: boolean
}

/** An automaton that reads a whole CSV file. States are places in its table. */
export interface CsvAutomaton {
  /** The state after a state and a class of bytes: `table[state + classOf[byte]]`. */
  readonly table: Uint32Array
  /** The class of each byte. */
  readonly classOf: Uint8Array
  readonly start: number
  /** The state after a row, and at the start of a file without header. */
  readonly afterRow: number
  /** States in which the file may end; `true` if that ends a row that has no line end. */
  readonly ends: ReadonlyMap<number, boolean>
}

/** The state that no byte leaves. */
export const DEAD = 0

const LF = 10
const CR = 13
const SPACE = 32

/** One row for each state: the next state for each class of bytes. */
class States {
  readonly rows: Int32Array[] = []
  readonly classes: ByteClasses

  constructor(classes: ByteClasses) {
    this.classes = classes
    this.add()
  }

  /** A state from which every byte leads to {@link DEAD}. */
  add(): number {
    return this.rows.push(new Int32Array(this.classes.samples.length)) - 1
  }

  /** @param byte One of the signs, which have a class of their own. */
  set(from: number, byte: number, to: number): void {
    this.rows[from]![this.classes.classOf[byte]!] = to
  }

  get(from: number, byte: number): number {
    return this.rows[from]![this.classes.classOf[byte]!]!
  }
}

/**
 * Builds the automaton that accepts a file if each field has its column's form, each row has all fields, and all lines end
 * alike. Everything else ends in {@link DEAD}: such a file may be valid, but has to be checked in another way.
 */
export function csvAutomaton(input: CsvAutomatonInput): CsvAutomaton {
  const { fields, hasHeader } = input
  const states = new States(byteClasses(input))
  const delimiter = input.delimiter.charCodeAt(0)
  const quote = input.quote?.charCodeAt(0)
  const ends = new Map<number, boolean>()
  // A blank line is skipped, unless it is a row of one empty field.
  const afterRow = states.add()
  const blank = fields.length > 1 ? states.add() : undefined
  const rowEnd = lineEnd(states, afterRow, input.isCrLf)
  let target = afterRow
  const heads = [afterRow, ...(blank === undefined ? [] : [blank])]
  ends.set(afterRow, false)
  if (blank !== undefined) ends.set(blank, false)
  fields.forEach((field, i) => {
    const isLast = i === fields.length - 1
    const begins = i === 0 ? heads : [target]
    target = isLast ? DEAD : states.add()
    const leave = (from: number): void => {
      if (!isLast) return states.set(from, delimiter, target)
      rowEnd(from)
      ends.set(from, true)
    }
    for (const begin of begins) addField(states, field, { begin, leave }, { delimiter, quote, nullIf: input.nullIf })
  })
  if (blank !== undefined) for (const head of heads) lineEnd(states, blank, input.isCrLf)(head)
  // An empty last line without line end is no row.
  for (const head of heads) ends.set(head, false)
  const start = hasHeader ? header(states, afterRow, quote) : afterRow
  return packed(states, { start, afterRow, ends })
}

function lineEnd(states: States, to: number, isCrLf: boolean): (from: number) => void {
  if (!isCrLf) return (from) => states.set(from, LF, to)
  const cr = states.add()
  states.set(cr, LF, to)
  return (from) => states.set(from, CR, cr)
}

/** Bytes that lead to different states somewhere in the file. */
function byteClasses({ fields, delimiter, quote = '', nullIf }: CsvAutomatonInput): ByteClasses {
  const sets = new Set(fields.flatMap(({ form }) => form.flatMap((parts) => parts.flatMap(({ set }) => set ?? []))))
  return new ByteClasses(sets, Buffer.from(`${delimiter}${quote}\n\r\0 ${nullIf.join('')}`))
}

/** The header was checked before: it ends with the first line end outside of quotes. */
function header(states: States, to: number, quote: number | undefined): number {
  const outside = states.add()
  const inside = states.add()
  states.rows[outside]!.fill(outside)
  states.rows[inside]!.fill(inside)
  states.set(outside, LF, to)
  if (quote === undefined) return outside
  states.set(outside, quote, inside)
  states.set(inside, quote, outside)
  return outside
}

/** Where a field begins, and how its last state leads on. */
interface FieldPlace {
  readonly begin: number
  readonly leave: (from: number) => void
}

interface FieldSigns {
  readonly delimiter: number
  readonly quote: number | undefined
  readonly nullIf: readonly string[]
}

function addField(
  states: States,
  { form, isNullable }: FieldForm,
  place: FieldPlace,
  { delimiter, quote, nullIf }: FieldSigns,
): void {
  const { begin, leave } = place
  const { next, accepts } = formAutomaton(form, states.classes.samples)
  const isText = form.some((sequence) => sequence.some(({ set }) => set === undefined))
  const outside = next.map((_, i) => (i === 0 && !isText ? begin : states.add()))
  const { classOf } = states.classes
  const signs = new Set([delimiter, LF, CR, 0, quote ?? LF].map((byte) => classOf[byte]!))
  next.forEach((row, i) => {
    const froms = i === 0 && isText ? [begin, outside[0]!] : [outside[i]!]
    for (const from of froms)
      row.forEach((to, one) => {
        if (to >= 0 && !signs.has(one)) states.rows[from]![one] = outside[to]!
      })
    // At the beginning, the field is empty: NULL for every type.
    if (i === 0 ? isText : accepts[i]) leave(outside[i]!)
  })
  if (isNullable) {
    leave(begin)
    for (const text of nullIf) addWord(states, Buffer.from(text), place)
  }
  if (quote !== undefined) addQuoted(states, { next, accepts, isText }, place, quote)
  // Only some readers ignore blanks before a quote.
  if (isText) states.set(begin, SPACE, DEAD)
}

/** A string that means NULL, if nothing else begins with its bytes. */
function addWord(states: States, word: Buffer, { begin, leave }: FieldPlace): void {
  let at = begin
  for (const byte of word) {
    const known = states.get(at, byte)
    if (known !== DEAD) at = known
    else {
      const to = states.add()
      states.set(at, byte, to)
      at = to
    }
  }
  if (at !== begin) leave(at)
}

interface Quoted {
  readonly next: readonly Int16Array[]
  readonly accepts: readonly boolean[]
  readonly isText: boolean
}

function addQuoted(
  states: States,
  { next, accepts, isText }: Quoted,
  { begin, leave }: FieldPlace,
  quote: number,
): void {
  const inside = next.map(() => states.add())
  const closed = states.add()
  leave(closed)
  states.set(begin, quote, inside[0]!)
  next.forEach((row, i) => {
    row.forEach((to, one) => {
      if (to >= 0) states.rows[inside[i]!]![one] = inside[to]!
    })
    for (const byte of [quote, 0]) states.set(inside[i]!, byte, DEAD)
    if (accepts[i]) states.set(inside[i]!, quote, closed)
  })
  // A quote twice stands for itself.
  if (isText) states.set(closed, quote, inside[0]!)
}

/** The states as one table, in which a state is the index at which its row begins. */
function packed(
  { rows, classes }: States,
  { start, afterRow, ends }: Pick<CsvAutomaton, 'start' | 'afterRow' | 'ends'>,
): CsvAutomaton {
  const width = classes.samples.length
  const table = new Uint32Array(rows.length * width)
  rows.forEach((row, state) => {
    row.forEach((to, one) => {
      table[state * width + one] = to * width
    })
  })
  const place = (state: number): number => state * width
  return {
    table,
    classOf: classes.classOf,
    start: place(start),
    afterRow: place(afterRow),
    ends: new Map([...ends].map(([state, isRow]) => [place(state), isRow])),
  }
}
