import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { reportWarning } from '../../../src/cli/errors/report-warning.js'
import { KerrosError } from '../../../src/core/errors/index.js'

const ERROR = new KerrosError('E_ARTIFACTS', 'target/manifest.json cannot be written: no space', {
  hint: 'Make space.',
})

function written(options: { readonly json?: boolean }): readonly [stdout: string, stderr: string] {
  const [stdout, stderr] = [new PassThrough({ encoding: 'utf8' }), new PassThrough({ encoding: 'utf8' })]
  reportWarning(ERROR, options, { cwd: '/', stdout, stderr, env: {} })
  return [String(stdout.read() ?? ''), stripVTControlCharacters(String(stderr.read() ?? ''))]
}

it('warns a reader on stderr, with the hint', () => {
  const [stdout, stderr] = written({})
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^WARN E_ARTIFACTS target\/manifest\.json cannot be written: no space\n.*Make space\.\n$/)
})

it('warns a program with an event on stdout', () => {
  const [stdout, stderr] = written({ json: true })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({
    event: 'warning',
    warning: { code: 'E_ARTIFACTS', message: ERROR.message, hint: 'Make space.' },
  })
})
