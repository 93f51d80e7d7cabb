// npm run docs:screenshot: docs/images/site-and-report.png, from the site and the report of the reference project.
import { writeFile } from 'node:fs/promises'
import { findChromium, openBrowser } from './open-browser.js'
import { createReferenceSite } from './reference-site.js'
import { drawSitePicture, PICTURE, PICTURE_WORDS } from './site-picture.js'

/** That of `npm run movielens`. */
const SCALE = 0.1

const chromium = await findChromium()
if (chromium === undefined) throw new Error('The picture needs Chromium: apt install chromium, or KERROS_CHROMIUM')
const reference = await createReferenceSite(SCALE)
const browser = await openBrowser(chromium)
try {
  const { png, words } = await drawSitePicture(browser, reference)
  await writeFile(PICTURE, png)
  await writeFile(PICTURE_WORDS, `${JSON.stringify(words, undefined, 2)}\n`)
  process.stdout.write(`${PICTURE}: ${png.length} bytes. Look at it.\n`)
} finally {
  await browser.close()
  await reference.project.remove()
}
