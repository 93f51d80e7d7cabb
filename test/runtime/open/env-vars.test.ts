import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { envVars } from 'kerros'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest'
import * as z from 'zod'

const SECRET = 'hunter2-is-secret'

function thrown(work: () => unknown): Error {
  try {
    work()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

describe('variables of the environment', () => {
  let folder: string
  const before = { ...process.env }
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kerros-env-'))
  })
  afterEach(async () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    await rm(folder, { recursive: true })
  })

  it('have the types that zod gives them', () => {
    process.env['KERROS_THREADS'] = '8'
    const env = envVars({
      KERROS_THREADS: z.coerce.number().int(),
      KERROS_SCHEMA: z.string().default('dev'),
      KERROS_ROLE: z.string().optional(),
      KERROS_IS_CI: z.stringbool().default(false),
    })
    expect(env).toEqual({ KERROS_THREADS: 8, KERROS_SCHEMA: 'dev', KERROS_ROLE: undefined, KERROS_IS_CI: false })
    expectTypeOf(env).toEqualTypeOf<{
      readonly KERROS_THREADS: number
      readonly KERROS_SCHEMA: string
      readonly KERROS_ROLE: string | undefined
      readonly KERROS_IS_CI: boolean
    }>()
    // @ts-expect-error It was not named.
    expect(env.KERROS_OTHER).toBeUndefined()
  })

  it('are all reported that are missing or wrong, and never with their values', () => {
    process.env['KERROS_TOKEN'] = SECRET
    process.env['KERROS_KIND'] = SECRET
    const error = thrown(() =>
      envVars({
        KERROS_TOKEN: z.string().regex(/^[0-9]+$/),
        KERROS_KIND: z.string().refine(() => false, { error: ({ input }) => `not ${String(input)}` }),
        KERROS_MISSING: z.string(),
      }),
    )
    const { diagnostics } = error as unknown as { diagnostics: readonly { message: string }[] }
    expect(diagnostics.map(({ message }) => message)).toEqual([
      '"KERROS_TOKEN" of the environment is not what its type says',
      '"KERROS_KIND" of the environment is not what its type says',
      'the environment has no "KERROS_MISSING"',
    ])
    expect(JSON.stringify(diagnostics) + error.message + error.stack).not.toContain(SECRET)
  })

  it.each(['a path', 'a URL'])('are read from a file by %s, after those that are there already', async (kind) => {
    const file = path.join(folder, '.env')
    await writeFile(file, `# settings\nKERROS_SCHEMA="of file"\nKERROS_ROLE=of_file\n`)
    process.env['KERROS_ROLE'] = 'of_shell'
    const schema = { KERROS_SCHEMA: z.string(), KERROS_ROLE: z.string() }
    expect(envVars(schema, { file: kind === 'a URL' ? pathToFileURL(file) : file })).toEqual({
      KERROS_SCHEMA: 'of file',
      KERROS_ROLE: 'of_shell',
    })
  })

  it('need no file, but one that can be read', () => {
    expect(envVars({}, { file: path.join(folder, 'none') })).toEqual({})
    expect(thrown(() => envVars({}, { file: folder })).message).toContain('cannot be read')
  })
})
