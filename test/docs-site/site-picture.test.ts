import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, openBrowser } from './open-browser.js'
import { createReferenceSite, type ReferenceSite } from './reference-site.js'
import { drawSitePicture, PICTURE, PICTURE_SIZE, PICTURE_WORDS, type SitePicture } from './site-picture.js'

const ROOT = path.resolve(import.meta.dirname, '../..')
const chromium = await findChromium()

/** Width and height of a PNG, which its first chunk has after the signature. */
function sizeOf(png: Buffer) {
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG')
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) }
}

describe('docs/images/site-and-report.png', () => {
  const png = readFileSync(PICTURE)

  it('is what the README leads with, and small', () => {
    const images = [...readFileSync(path.join(ROOT, 'README.md'), 'utf8').matchAll(/^!\[([^\]]+)\]\((.+)\)$/gm)]
    expect(images[0]![2]).toBe(path.relative(ROOT, PICTURE))
    expect(sizeOf(png)).toEqual(PICTURE_SIZE)
    expect(png.length).toBeLessThan(200_000)
  })

  it('shows what its description in the README says', () => {
    const words = JSON.parse(readFileSync(PICTURE_WORDS, 'utf8'))
    const [, alt] = /^!\[([^\]]+)\]/m.exec(readFileSync(path.join(ROOT, 'README.md'), 'utf8'))!
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
  let now: SitePicture
  beforeAll(async () => {
    reference = await createReferenceSite(0.001)
    browser = await openBrowser(chromium!)
    now = await drawSitePicture(browser, reference)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await reference?.project.remove()
  })

  it('have the words that can be read in the picture of the README', () => {
    expect(now.words).toEqual(JSON.parse(readFileSync(PICTURE_WORDS, 'utf8')))
  })
})
