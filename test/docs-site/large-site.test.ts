import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateProject } from '../../bench/graph/generate-project.mjs'
import { CliProject } from '../cli/cli-project.js'
import { findChromium, openBrowser } from './open-browser.js'

const MODELS = 2_000
const chromium = await findChromium()

let project: CliProject
let site: string
beforeAll(async () => {
  project = await CliProject.create()
  generateProject(project.folder, MODELS)
  const { code, stderr } = await project.run('docs generate --no-charts')
  expect([code, stderr]).toEqual([0, ''])
  site = path.join(project.folder, 'target/docs')
}, 120_000)
afterAll(() => project?.remove())

// It has 0.3 MB. The limit of 3 MB is for longer queries, and for results of a run.
it('the site of 2,000 models of ten columns, its files packed, is smaller than 0.5 MB', () => {
  const files = readdirSync(site, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const packed = files.map(({ parentPath, name }) => gzipSync(readFileSync(path.join(parentPath, name))).length)
  expect(packed.reduce((sum, size) => sum + size, 0)).toBeLessThan(500_000)
})

describe.skipIf(chromium === undefined)('the graph of 2,000 models', () => {
  it('is drawn with all of its nodes, and filtered, without a word on the console', async () => {
    const browser = await openBrowser(chromium!)
    try {
      const page = await browser.newPage()
      const complaints: string[] = []
      page.on('console', (message) => complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(`${pathToFileURL(path.join(site, 'index.html')).href}#/graph`)
      await expect.poll(() => page.textContent('.filters output'), { timeout: 20_000 }).toBe('2,001 nodes')
      const outlines = await page
        .locator('.graph .block')
        .evaluateAll((all) => all.map((kind) => kind.getAttribute('d')))
      // One rectangle a node.
      expect(outlines.join('').match(/M/g)).toHaveLength(MODELS + 1)
      await page.selectOption('.filters label:has-text("Layer") select', 'layer_03')
      await expect.poll(() => page.locator('.graph .box').count()).toBe(MODELS / 20)
      expect(complaints).toEqual([])
    } finally {
      await browser.close()
    }
  }, 60_000)
})
