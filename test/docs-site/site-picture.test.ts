import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, openBrowser } from './open-browser.js'
import { createReferenceSite, type ReferenceSite } from './reference-site.js'
import { drawSitePicture, PICTURE_SIZE, PICTURE_WORDS, PICTURES, type SitePicture } from './site-picture.js'

const ROOT = path.resolve(import.meta.dirname, '../..')
const chromium = await findChromium()

/** Width and height of a PNG, which its first chunk has after the signature. */
function sizeOf(png: Buffer) {
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG')
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) }
}

const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8')

/** What the README leads with: the picture for dark pages, the description, and the picture for all others. */
const [, dark, alt, light] =
  /<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">\s*<img alt="([^"]+)" src="([^"]+)">\s*<\/picture>/.exec(
    README,
  )!

describe('the picture of the site and the report', () => {
  it.each([
    ['light', light],
    ['dark', dark],
  ] as const)('is what the README leads with, %s and small', (look, shown) => {
    const png = readFileSync(PICTURES[look])
    expect(shown).toBe(path.relative(ROOT, PICTURES[look]))
    expect(sizeOf(png)).toEqual(PICTURE_SIZE)
    expect(png.length).toBeLessThan(200_000)
  })

  it('shows what its description in the README says', () => {
    const words = JSON.parse(readFileSync(PICTURE_WORDS, 'utf8'))
    expect(words.page).toContain('Lineage')
    expect(words.page).toEqual(expect.arrayContaining([expect.stringContaining('int_tag_movie_link')]))
    expect(words.columns).toContain('movie_id')
    expect(words.report).toEqual(expect.arrayContaining(['to load', 'to build and test', 'Average rating by movie']))
    expect(alt).toContain('movie_id')
    expect(alt).toContain('int_tag_movie_link')
  })
})

// After a change of the site, of the report or of the models in the picture: `npm run docs:screenshot`.
describe.skipIf(chromium === undefined)('the site and the report now', () => {
  let reference: ReferenceSite
  let browser: Browser
  beforeAll(async () => {
    reference = await createReferenceSite(0.001)
    browser = await openBrowser(chromium!)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await reference?.project.remove()
  })

  it.each(['light', 'dark'] as const)(
    'have the words that can be read in the picture of the README, %s',
    async (look) => {
      const now: SitePicture = await drawSitePicture(browser, reference, look)
      expect(now.words).toEqual(JSON.parse(readFileSync(PICTURE_WORDS, 'utf8')))
    },
  )
})
