import type { Readable, Writable } from 'node:stream'
import { confirm, intro, isCancel, outro, select, text } from '@clack/prompts'
import { isKerrosError } from '../../core/errors/index.js'
import { type StarterChoice, TEMPLATE_NAMES, USUAL_CHOICE } from './choice/starter-choice.js'
import { TEMPLATES } from './templates/index.js'

/** A new project: where, and what. */
export interface AskedProject extends StarterChoice {
  readonly folder: string
}

/** Where questions are written, and answers are read. */
export interface Asking {
  readonly input: Readable
  readonly output: Writable
  /** Throws a KerrosError for a folder in which no project can be written. */
  readonly checkFolder: (folder: string) => void
}

/**
 * Asks for what a command line has not given.
 *
 * @returns `undefined` if the questions were cancelled.
 */
export async function askStarter(
  given: Partial<AskedProject>,
  { input, output, checkFolder }: Asking,
): Promise<AskedProject | undefined> {
  const on = { input, output }
  const stop = Symbol('stop')
  const answered = async <T>(known: Exclude<T, symbol> | undefined, ask: () => Promise<T>) => {
    if (known !== undefined) return known
    const answer = await ask()
    if (isCancel(answer)) throw stop
    return answer as Exclude<T, symbol>
  }
  intro('A new kerros project', on)
  try {
    const folder = await answered(given.folder, () =>
      text({
        message: 'Its name, which is also its folder?',
        initialValue: 'my_project',
        validate: (answer) => refusalOf(answer ?? '', checkFolder),
        ...on,
      }),
    )
    const template = await answered(given.template, () =>
      select({
        message: 'What does it begin with?',
        options: TEMPLATE_NAMES.map((value) => ({ value, label: value, hint: TEMPLATES[value].summary })),
        initialValue: USUAL_CHOICE.template,
        ...on,
      }),
    )
    const engine = await answered(given.engine, () =>
      select({
        message: 'Where is it built?',
        options: [
          { value: 'duckdb', label: 'DuckDB', hint: 'a file, without a server and without an account' },
          { value: 'snowflake', label: 'DuckDB and Snowflake', hint: 'developed in a file, built in an account' },
        ],
        initialValue: USUAL_CHOICE.engine,
        ...on,
      }),
    )
    const wantsCi = await answered(given.ci && true, () =>
      confirm({ message: 'Write a workflow for GitHub Actions?', initialValue: false, ...on }),
    )
    outro(`Writing ${folder}`, on)
    return { folder: folder.trim(), template, engine, ci: wantsCi ? 'github' : undefined }
  } catch (error) {
    if (error !== stop) throw error
    return undefined
  }
}

function refusalOf(folder: string, checkFolder: Asking['checkFolder']): string | undefined {
  if (folder.trim() === '') return 'A name is needed; a dot is this folder.'
  try {
    checkFolder(folder)
    return undefined
  } catch (error) {
    if (isKerrosError(error)) return `${error.message}.`
    throw error
  }
}
