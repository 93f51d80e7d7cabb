import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { duckdb } from 'kerros/duckdb'
import { afterAll, beforeAll, expect, it } from 'vitest'

let root: string
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'kerros-creatable-'))
  writeFileSync(path.join(root, 'taken'), 'a file')
  mkdirSync(path.join(root, 'locked'))
  chmodSync(path.join(root, 'locked'), 0o555)
})
afterAll(() => rmSync(root, { recursive: true }))

const check = (file: string) => duckdb({ path: file }).assertCreatable!(root)

it('what can be made is left unmade', async () => {
  for (const file of ['shop.duckdb', 'a/b/c/shop.duckdb', ':memory:']) await check(file)
  expect(readdirSync(root).sort()).toEqual(['locked', 'taken'])
})

it.each(['taken/shop.duckdb', 'taken/a/b/shop.duckdb'])('a file is in the way of %s', async (file) => {
  await expect(check(file)).rejects.toMatchObject({
    code: 'E_NOT_PERMITTED',
    message: `the DuckDB file "${path.join(root, file)}" cannot be opened: its folder does not exist and cannot be created`,
    hint: expect.stringContaining('a part of the path may be a file'),
  })
})

it.skipIf(process.getuid?.() === 0)('a folder may not be written', async () => {
  await expect(check('locked/a/shop.duckdb')).rejects.toMatchObject({
    code: 'E_NOT_PERMITTED',
    message: expect.stringContaining('no permission to write there'),
  })
})
