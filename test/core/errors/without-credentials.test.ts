import { expect, it } from 'vitest'
import { KerrosError } from '../../../src/core/errors/index.js'
import { withoutCredentials } from '../../../src/core/errors/without-credentials.js'
import { toLoginError } from '../../../src/dialects/snowflake/connect/login-errors.js'
import { aboutLogin } from '../../../src/dialects/snowflake/connect/login-options.js'
import fc from '../../seeded-fast-check.js'

it.each([
  ['at https://me:secret@host.com/a: HTTP 500', 'at https://…@host.com/a: HTTP 500'],
  ['"postgres://me:p@ss@host/db"', '"postgres://…@host/db"'],
  [
    's3://bucket/a?X-Amz-Signature=abc&X-Amz-Credential=k&x=1',
    's3://bucket/a?X-Amz-Signature=…&X-Amz-Credential=…&x=1',
  ],
  ['https://account.blob.core.windows.net/c?sv=1&sig=abc%3D', 'https://account.blob.core.windows.net/c?sv=1&sig=…'],
  ['https://host.com/a?mail=me@host.com#x', 'https://host.com/a?mail=me@host.com#x'],
  ['me@host.com and kerros://x', 'me@host.com and kerros://x'],
])('%s', (text, expected) => {
  expect(withoutCredentials(text)).toBe(expected)
})

it('no error shows the password of a URL, and other strings stay as they are', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9._~!$&()*+,;=:%-]{1,12}$/)
  fc.assert(
    fc.property(word, word, (user, password) => {
      const url = new URL('https://host.com/a')
      url.username = user
      url.password = `S3CRET${password}`
      const error = new KerrosError('E_CONNECTION', `no answer at ${url.href}`, { hint: `Look at "${url.href}".` })
      expect(`${error.message} ${error.hint}`).not.toContain('S3CRET')
      expect(error.message).toContain('host.com/a')
    }),
  )
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.includes('://')),
      (text) => withoutCredentials(text) === text,
    ),
  )
})

it('a login that gets no answer does not repeat the password of its URL', () => {
  const login = { account: 'a', accessUrl: 'https://me:secret@host.com' }
  const cause = Object.assign(new Error('no'), { name: 'NetworkError', code: 401001 })
  expect(String((toLoginError(cause, login as never) as Error).message)).not.toContain('secret')
  expect(aboutLogin(login)).toEqual({ account: 'a', accessUrl: 'https://…@host.com' })
})
