// npm run docs:screenshot: docs/images/site-and-report.png and its dark version, from the site and the report of the reference project.
import { writeFile } from 'node:fs/promises'
import { findChromium, openBrowser } from './open-browser.js'
import { createReferenceSite } from './reference-site.js'
import { drawSitePicture, type Look, PICTURE_WORDS, PICTURES } from './site-picture.js'

/** That of `npm run movielens`. */
const SCALE = 0.1

const chromium = await findChromium()
if (chromium === undefined) throw new Error('The picture needs Chromium: apt install chromium, or KERROS_CHROMIUM')
const reference = await createReferenceSite(SCALE)
const browser = await openBrowser(chromium)
try {
  for (const [look, file] of Object.entries(PICTURES)) {
    const { png, words } = await drawSitePicture(browser, reference, look as Look)
    await writeFile(file, png)
    await writeFile(PICTURE_WORDS, `${JSON.stringify(words, undefined, 2)}\n`)
    process.stdout.write(`${file}: ${png.length} bytes. Look at it.\n`)
  }
} finally {
  await browser.close()
  await reference.project.remove()
}
