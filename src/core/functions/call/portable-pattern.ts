import { KerrosError } from '../../errors/index.js'

/** A regular expression that means the same on every engine. */
export interface PortablePattern {
  /** What is sent to the engines. */
  readonly text: string
  /** How many groups it has. */
  readonly groups: number
  /** Whether it also matches the empty text. */
  readonly matchesEmpty: boolean
  /** Whether alternatives are its outermost part. */
  readonly isAlternation: boolean
}

/** A part of a pattern. */
interface Part {
  readonly text: string
  readonly matchesEmpty: boolean
}

const CONTROL: { readonly [letter: string]: string } = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v' }
const SETS: { readonly [letter: string]: string } = { d: '0-9', w: '0-9A-Za-z_', s: ' \t\n\r\f' }
const QUANTIFIER = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})/
const POSIX_CLASS = /^\[:(?:alnum|alpha|blank|digit|lower|punct|space|upper|xdigit):\]/

/** The most repetitions that DuckDB's library knows. */
const MOST_REPETITIONS = 1000

/**
 * Reads a regular expression of the syntax that Snowflake documents: POSIX's extended one, with `\d \D \s \S \w \W \b \B`.
 * Classes come out in the one form that POSIX and Perl read alike, control characters as themselves.
 *
 * @param helper Whose argument it is, for messages.
 * @throws KerrosError `E_INVALID_OPTION` for everything else, with the place and another way to say it.
 * @see https://docs.snowflake.com/en/sql-reference/functions-regexp
 */
export function portablePattern(helper: string, pattern: string): PortablePattern {
  return new PatternReader(helper, pattern).read()
}

class PatternReader {
  readonly #helper: string
  readonly #pattern: string
  #at = 0
  #groups = 0
  #depth = 0
  #isAlternation = false

  constructor(helper: string, pattern: string) {
    this.#helper = helper
    this.#pattern = pattern
  }

  read(): PortablePattern {
    const whole = this.#pattern === '' ? { text: '', matchesEmpty: true } : this.#alternatives()
    if (this.#at < this.#pattern.length) this.#refuse('a ) without (', 'Write \\) for the character itself.')
    return { ...whole, groups: this.#groups, isAlternation: this.#isAlternation }
  }

  #alternatives(): Part {
    const parts = [this.#sequence()]
    while (this.#take('|')) parts.push(this.#sequence())
    if (this.#depth === 0) this.#isAlternation = parts.length > 1
    return {
      text: parts.map(({ text }) => text).join('|'),
      matchesEmpty: parts.some(({ matchesEmpty }) => matchesEmpty),
    }
  }

  #sequence(): Part {
    let text = ''
    let matchesEmpty = true
    while (this.#at < this.#pattern.length && !/^[|)]/.test(this.#rest())) {
      const part = this.#repeated()
      text += part.text
      matchesEmpty &&= part.matchesEmpty
    }
    if (text === '') this.#refuse('an empty alternative or group', 'Make its neighbour optional: (a|b)?.')
    return { text, matchesEmpty }
  }

  #repeated(): Part {
    const start = this.#at
    const atom = this.#atom()
    const isAnchor = /^(?:[$^]|\\[bB])$/.test(this.#pattern.slice(start, this.#at))
    const quantifier = QUANTIFIER.exec(this.#rest())
    if (!quantifier) return atom
    if (isAnchor) this.#refuse('a repeated anchor', 'Leave the repetition out.')
    const [text, least, most = least] = quantifier
    if (most !== '' && most !== undefined && Number(most) < Number(least))
      this.#refuse(`the repetition ${text}, which ends before it begins`, 'Give the smaller number first.')
    if (Number(least) > MOST_REPETITIONS || Number(most) > MOST_REPETITIONS)
      this.#refuse(`the repetition ${text}`, `Repeat ${MOST_REPETITIONS} times at most.`)
    this.#at += text.length
    const after = this.#rest()[0]
    if (after === '?') this.#refuse('a lazy repetition', 'Say what may come in between: [^,]* instead of .*?.')
    if (after === '+') this.#refuse('a possessive repetition', 'Leave the second + out.')
    if (QUANTIFIER.test(this.#rest()))
      this.#refuse('a repetition of a repetition', 'Put the first into a group: (a+)*.')
    return {
      text: atom.text + text,
      matchesEmpty: atom.matchesEmpty || text === '*' || text === '?' || Number(least) === 0,
    }
  }

  #atom(): Part {
    if (this.#take('(')) return this.#group()
    if (this.#take('[')) return { text: this.#class(), matchesEmpty: false }
    if (this.#take('\\')) return this.#escape()
    const [character] = this.#rest()
    if (/^[*+?]/.test(this.#rest()))
      this.#refuse('a repetition of nothing', `Write \\${character} for the character itself.`)
    if (character === '{') this.#refuse('a { that begins no repetition', 'Write \\{ for the character itself.')
    this.#at += character!.length
    return { text: character!, matchesEmpty: character === '^' || character === '$' }
  }

  #group(): Part {
    const extension = /^\?(?:P?<[A-Za-z_]\w*>|P?<?[=!]|[:>|#&]|[a-zA-Z^-]+[:)])?/.exec(this.#rest())?.[0]
    if (extension !== undefined) this.#refuseGroup(extension)
    this.#groups += 1
    this.#depth += 1
    const inner = this.#alternatives()
    this.#depth -= 1
    if (!this.#take(')')) this.#refuse('a ( without )', 'Write \\( for the character itself.')
    return { text: `(${inner.text})`, matchesEmpty: inner.matchesEmpty }
  }

  #refuseGroup(extension: string): never {
    if (extension === '?:')
      return this.#refuse(
        'a group that does not count, (?:…)',
        'Use ( … ) and count it: the next group is one further.',
      )
    if (/^\?(?:P?<[=!]|[=!])/.test(extension))
      return this.#refuse('look-around', 'Match what is around it, too, and take a group of it with regexpGroup.')
    if (/^\?P?</.test(extension)) return this.#refuse('a named group', 'Use ( … ), and its number.')
    if (/^\?[a-zA-Z^-]*i/.test(extension))
      return this.#refuse(`the flag (${extension}`, 'Use the option: { ignoreCase: true }.')
    return this.#refuse(`the group (${extension}…)`, 'Use ( … ).')
  }

  #escape(): Part {
    const [character] = this.#rest()
    if (character === undefined) return this.#refuse('a backslash at its end', 'Write \\\\ for the character itself.')
    this.#at += character.length
    if (Object.hasOwn(CONTROL, character)) return { text: CONTROL[character]!, matchesEmpty: false }
    if (/[dDsSwW]/.test(character)) return { text: `\\${character}`, matchesEmpty: false }
    if (/[bB]/.test(character)) return { text: `\\${character}`, matchesEmpty: true }
    if (/[1-9]/.test(character))
      return this.#refuse(`the back reference \\${character}`, 'No engine can match what a group has matched.')
    if (/[pP]/.test(character))
      return this.#refuse(`the Unicode class \\${character}`, 'List the characters: [A-Za-zÀ-ÿ], or use [[:alpha:]].')
    if (/[\p{L}\p{N}]/u.test(character)) return this.#refuse(`the escape \\${character}`, 'Write the character itself.')
    return { text: `\\${character}`, matchesEmpty: false }
  }

  /** A class, with `]` first, `-` last, backslashes doubled, which every syntax reads as the same set. */
  #class(): string {
    const negated = this.#take('^')
    let [hasBracket, hasDash, hasCaret] = [false, false, false]
    let members = ''
    let isFirst = true
    while (isFirst || !this.#rest().startsWith(']')) {
      if (this.#at >= this.#pattern.length) this.#refuse('a [ without ]', 'Write \\[ for the character itself.')
      isFirst = false
      const posix = POSIX_CLASS.exec(this.#rest())?.[0]
      const set = posix ?? this.#set()
      if (set !== undefined) {
        if (posix !== undefined) this.#at += posix.length
        members += set
        continue
      }
      const from = this.#member()
      const isRange = this.#rest().startsWith('-') && !this.#rest().startsWith('-]')
      if (isRange) {
        this.#at += 1
        const to = this.#member()
        if (!/^[\p{L}\p{N}]$/u.test(from) || !/^[\p{L}\p{N}]$/u.test(to) || from > to)
          this.#refuse(
            `the range ${from}-${to}`,
            'Give two letters or digits, the smaller one first; write \\- for the character itself.',
          )
        members += `${from}-${to}`
      } else if (from === ']') hasBracket = true
      else if (from === '-') hasDash = true
      else if (from === '^') hasCaret = true
      else members += from === '\\' ? '\\\\' : from
    }
    this.#at += 1
    // A caret must not be first, and a dash is last: alone they are outside of a class.
    const rest = `${hasBracket ? ']' : ''}${members}`
    if (rest === '' && hasCaret && !negated) return hasDash ? '[-^]' : '\\^'
    return `[${negated ? '^' : ''}${rest}${hasCaret ? '^' : ''}${hasDash ? '-' : ''}]`
  }

  #set(): string | undefined {
    const letter = /^\\([dDwWsS])/.exec(this.#rest())?.[1]
    if (letter === undefined) return undefined
    if (!Object.hasOwn(SETS, letter)) this.#refuse(`\\${letter} within […]`, 'Use it outside of a class: (a|\\W).')
    this.#at += 2
    return SETS[letter]
  }

  #member(): string {
    if (this.#rest().startsWith('[:') || this.#rest().startsWith('[=') || this.#rest().startsWith('[.'))
      this.#refuse(
        'a class by a name that there is not',
        'Use [:alpha:], [:digit:], [:alnum:], [:upper:], [:lower:], [:punct:] or [:space:].',
      )
    const isEscaped = this.#take('\\')
    const [character] = this.#rest()
    if (character === undefined) return this.#refuse('a [ without ]', 'Write \\[ for the character itself.')
    this.#at += character.length
    if (!isEscaped) return character
    if (Object.hasOwn(CONTROL, character)) return CONTROL[character]!
    if (/[\p{L}\p{N}]/u.test(character))
      return this.#refuse(`the escape \\${character} within […]`, 'Write the characters themselves.')
    return character
  }

  #take(text: string): boolean {
    const isThere = this.#rest().startsWith(text)
    if (isThere) this.#at += text.length
    return isThere
  }

  #rest(): string {
    return this.#pattern.slice(this.#at)
  }

  #refuse(what: string, hint: string): never {
    throw new KerrosError(
      'E_INVALID_OPTION',
      `the pattern of ${this.#helper} has ${what} (at character ${this.#at + 1} of ${this.#pattern}), which engines read differently or not at all`,
      { hint },
    )
  }
}
