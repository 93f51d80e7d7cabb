/** A word that our English does without. */
export interface Word {
  /** A regular expression over prose, in any case of letters. A space in it is any white space, line breaks of comments included. */
  readonly pattern: string
  readonly instead: string
  /** `true`: names of code and of files are searched too, `only`: nothing but these. */
  readonly names?: true | 'only'
}

/** A place where such a word is right. */
export interface WordException {
  /** A file, or a folder with a slash at its end. */
  readonly file: string
  /** What is in the same line. */
  readonly line: string
  readonly reason: string
}

// `(?!…)` and `(?<!…)` leave out what reads well: what it is stands next to it.
export const words: readonly Word[] = [
  { pattern: String.raw`\b(told|tells?\b(?! .{1,40}\bapart))\b`, instead: 'reported, says, shows' },
  { pattern: String.raw`\bmend(s|ed|ing)?\b`, instead: 'fix, fixed', names: true },
  { pattern: String.raw`\bways? out\b`, instead: 'hint, how to fix it' },
  // "stands for" (an abbreviation), "stand-in" and "stands in for" are usual.
  { pattern: String.raw`\b(stands?|stood)\b(?! for\b|-in| in for)`, instead: 'is' },
  { pattern: String.raw`\b(lie|lies|lay|lain)\b`, instead: 'is (in)' },
  { pattern: String.raw`\banew\b`, instead: 'again; rebuild' },
  { pattern: String.raw`\bbeside\b`, instead: 'next to, alongside; a staging relation' },
  // "a text column", "a text file", "a text field": the adjective.
  {
    pattern: String.raw`\b(a|each|every|one|such a) text\b(?! (column|file|field|editor)s?\b)|\btexts\b`,
    instead: 'a string',
  },
  { pattern: String.raw`\b(is|are|was|were|be) none\b(?! of)`, instead: 'is missing; is not …; there is no …' },
  { pattern: String.raw`\b(no|some)body\b`, instead: 'no one; rephrase: "unused", "someone"' },
  { pattern: String.raw`\bshould not be\b(?=[\s*/]*([.,;:)'"\x60]|$))`, instead: 'failing rows; invalid' },
  // A size: "fits in memory", "fits on a line".
  { pattern: String.raw`\bfit(s|ting|ted)?\b(?! (in|into|on|within)\b)`, instead: 'matches, is valid for' },
  // "at the moment", "in a moment", "at the same moment": the everyday word.
  {
    pattern: String.raw`(?<!\b(at|in|for|until|of) (a|the|this|that|any|one|same|the same|every|each) )\bmoments?\b`,
    instead: 'timestamp, time',
    names: true,
  },
  { pattern: String.raw`\b(come|comes|came) to (be|stand)\b`, instead: 'becomes, is created' },
  // "taken from", "taken over": moved.
  {
    pattern: String.raw`\b(is|are|be|been|was|were) (not )?taken\b(?! (from|over|back|out|away|off|by)\b)`,
    instead: 'is accepted, is used, is read',
  },
  {
    pattern: String.raw`\btakes? (no|any|only|a|an|the|every|all|one|two|its) (\w+ )?(value|option|column|name|string|number|text|file|list|parameter|argument|query|date|timestamp|literal)s?\b`,
    instead: 'accepts, uses, reads',
  },
  {
    pattern: String.raw`\bkept (table|relation|model|column|type|row)s?\b|\b(tables?|relations?|models?) (that|which) (is|are) kept\b`,
    instead: 'incremental table, persisted',
  },
  { pattern: String.raw`\bshown\b`, instead: 'displayPath, displayName', names: 'only' },
  { pattern: String.raw`\bdoubtful\b`, instead: 'ambiguous, uncertain' },
  { pattern: String.raw`\bsound\b`, instead: 'valid' },
  { pattern: 'mistake', instead: 'diagnostic (in code), error', names: true },
  { pattern: 'problem', instead: 'diagnostic (in code), error', names: true },
  { pattern: '(?<!de|segmentation )faults?', instead: 'diagnostic (in code), error', names: true },
  { pattern: 'misfit', instead: 'diagnostic (in code), mismatch', names: true },
  // The verb: "finding a file", "finding out".
  {
    pattern: String.raw`findings?(?! (a|an|the|out|it|them|what|which|files?)\b)`,
    instead: 'diagnostic (in code), difference',
    names: true,
  },
  { pattern: String.raw`\bat once\b`, instead: 'immediately; together, at the same time' },
  { pattern: String.raw`\bso many\b|\bas many( \w+)? as\b`, instead: 'the same number of; a number' },
  { pattern: String.raw`\b(who|what|which)ever\b|\bwhether or not\b`, instead: 'rephrase: "if", "any", "whether"' },
]

/** Where such a word is right, and why. */
export const exceptions: readonly WordException[] = [
  {
    file: 'src/cli/movielens/catalogue/title-words.ts',
    line: 'Amélie',
    reason: 'a name, of which \\b cuts off the end',
  },
  { file: 'CONTRIBUTING.md', line: 'test/property/moments.test.ts', reason: 'the name of a file' },
]
