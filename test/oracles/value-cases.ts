import {
  bigint,
  boolean,
  type Columns,
  DiagnosticsError,
  date,
  decimal,
  double,
  integer,
  json,
  KerrosError,
  timestamp,
  varchar,
} from 'kerros'
import fc from '../seeded-fast-check.js'
import { type Expected, expected, type OracleType } from './value-oracle.js'
import { VALUE_TEXTS } from './value-texts.js'

export const COLUMNS: { readonly [T in OracleType]: () => Columns[string] } = {
  integer,
  bigint,
  'decimal(10,2)': () => decimal(10, 2),
  'decimal(38,10)': () => decimal(38, 10),
  double,
  boolean,
  varchar,
  date,
  timestamp,
  epoch: timestamp,
  json: () => json(),
}

export const TYPES = Object.keys(COLUMNS) as readonly OracleType[]
/** How many texts of each type. */
const TEXTS = Number(process.env['KERROS_ORACLE_TEXTS'] ?? 250)
export const SEED = Number(process.env['KERROS_ORACLE_SEED'] ?? 20_261_130)
/** The value that says at a file's beginning how its points in time are written. */
export const FIRST: { readonly [T in OracleType]?: string } = { timestamp: '2024-05-31 12:00:00', epoch: '1260759144' }

export interface Case {
  readonly text: string
  readonly expected: Expected
}

/** What the rules take, and what they refuse. @param rule What the oracle says of a text. */
export function casesOf(
  type: OracleType,
  { count = TEXTS, rule = expected }: { readonly count?: number; readonly rule?: typeof expected } = {},
): { readonly good: readonly Case[]; readonly bad: readonly Case[] } {
  const texts = [...new Set(fc.sample(VALUE_TEXTS[type], { numRuns: count, seed: SEED }))]
  const cases = texts.map((text): Case => ({ text, expected: rule(type, text) }))
  return {
    good: cases.filter((one) => one.expected !== 'refused'),
    bad: cases.filter((one) => one.expected === 'refused'),
  }
}

/** Files of some texts each. */
export function slices<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size))
}

/** What a load that must fail reports. */
export async function messagesOf(work: Promise<unknown>): Promise<readonly string[]> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof DiagnosticsError) return error.diagnostics.map(({ message }) => message)
  if (error instanceof KerrosError && error.code === 'E_DATA_FORMAT') return [error.message]
  throw error ?? new Error('nothing was refused')
}

export const stored = (one: Case): string => (one.expected as { readonly stored: string }).stored

/** Doubles are compared as numbers: engines write them each in their own way. */
export function same(type: OracleType, text: string): string {
  if (type !== 'double') return text
  const value = Number(text.replace(/^(-?)inf$/, '$1Infinity'))
  return Object.is(value, -0) ? '-0' : String(value)
}
