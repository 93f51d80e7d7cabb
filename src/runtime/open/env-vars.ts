import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { output, ZodType } from 'zod'
import { type Diagnostic, DiagnosticsError, KerrosError } from '../../core/errors/index.js'

/** Variables of the environment by their names, each with the type of its value. */
export type EnvSchema = { readonly [name: string]: ZodType }

/** What else {@link envVars} reads. */
export interface EnvVarsOptions {
  /**
   * A `.env` file, relative to the working directory, or as a URL: `new URL('.env', import.meta.url)` is next to the file that says it. It may be
   * missing. What the environment has already goes before it. Default: none.
   */
  readonly file?: string | URL
}

/**
 * Reads variables of the environment, as dbt's `env_var` does, with the types that zod gives them. What is missing or wrong is reported
 * by name, all of it together, and never with its value.
 *
 * ```ts
 * const env = envVars({ SHOP_SCHEMA: z.string().min(1), SHOP_THREADS: z.coerce.number().int().default(4) }, { file: '.env' })
 * ```
 *
 * @param schema What each variable must be; it is given a string, or `undefined` where it is not set.
 * @throws DiagnosticsError `E_CONFIG` with every variable that is missing or wrong.
 */
export function envVars<const S extends EnvSchema>(
  schema: S,
  { file }: EnvVarsOptions = {},
): { readonly [K in keyof S]: output<S[K]> } {
  if (file !== undefined) loadFile(file)
  const values: { [name: string]: unknown } = {}
  const found: Diagnostic[] = []
  for (const [name, type] of Object.entries(schema)) {
    const given = process.env[name]
    const read = type.safeParse(given)
    if (read.success) values[name] = read.data
    else found.push(wrong(name, given === undefined))
  }
  if (found.length > 0) throw new DiagnosticsError(found, 'the environment')
  return Object.freeze(values) as { readonly [K in keyof S]: output<S[K]> }
}

function loadFile(file: string | URL): void {
  if (!existsSync(file)) return
  try {
    process.loadEnvFile(file)
  } catch (error) {
    const name = file instanceof URL ? fileURLToPath(file) : file
    throw new KerrosError('E_CONFIG', `the file ${name} cannot be read: ${(error as NodeJS.ErrnoException).code}`, {
      hint: 'It has lines of the form NAME=value.',
    })
  }
}

/** The words of zod may have the value in them, which may be a secret. */
function wrong(name: string, isMissing: boolean): Diagnostic {
  return {
    code: 'E_CONFIG',
    message: isMissing ? `the environment has no "${name}"` : `"${name}" of the environment is not what its type says`,
    hint: isMissing ? `Set it, or give it a default: ${name}: z.string().default('…').` : 'Correct its value.',
    names: [name],
  }
}
