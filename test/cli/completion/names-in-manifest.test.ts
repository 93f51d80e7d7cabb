import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { namesInManifest } from '../../../src/cli/completion/index.js'

let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'kerros-names-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function write(folder: string, content: string): void {
  mkdirSync(path.join(root, folder, 'target'), { recursive: true })
  writeFileSync(path.join(root, folder, 'target/manifest.json'), content)
}

const manifestOf = (...names: readonly string[]): string =>
  JSON.stringify({
    nodes: Object.fromEntries(names.map((name) => [name, { name }])),
    sources: { 'source.shop.raw.items': { source_name: 'raw', name: 'items' } },
  })

it('names nodes, and sources with their schema, in order', () => {
  write('', manifestOf('stg_items', 'customers'))
  expect(namesInManifest(root)).toEqual(['customers', 'raw.items', 'stg_items'])
})

it('reads the manifest of the nearest folder above', () => {
  write('', manifestOf('far'))
  write('a', manifestOf('near'))
  mkdirSync(path.join(root, 'a/b/c'), { recursive: true })
  expect(namesInManifest(path.join(root, 'a/b/c'))).toEqual(['near', 'raw.items'])
  mkdirSync(path.join(root, 'd'))
  expect(namesInManifest(path.join(root, 'd'))).toEqual(['far', 'raw.items'])
})

it.each(['{"nodes": {', '{}', '[]'])('knows no names in a file with %s', (content) => {
  write('', content)
  expect(namesInManifest(root)).toEqual([])
})

it('knows no names without a manifest', () => {
  expect(namesInManifest(root)).toEqual([])
})
