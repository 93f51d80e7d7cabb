import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { ReferenceSite } from './reference-site.js'

/** The picture that the README leads with, for readers of light and of dark pages. */
export const PICTURES = {
  light: path.resolve(import.meta.dirname, '../../docs/images/site-and-report.png'),
  dark: path.resolve(import.meta.dirname, '../../docs/images/site-and-report-dark.png'),
}

export type Look = keyof typeof PICTURES

const BEHIND = { light: '#dfe5ee', dark: '#05080c' }

/** What can be read in them. It is written with the pictures only, so that a test sees when they are no longer true. */
export const PICTURE_WORDS = path.resolve(import.meta.dirname, '../../test/docs-site/site-picture.json')

/** In pixels. */
export const PICTURE_SIZE = { width: 1760, height: 760 }

/** A column with values and with what decides rows, whose lineage can be read at this size. */
const LINEAGE = '#/graph?node=model.movielens.int_tag_movie_link&column=movie_id'
const GAP = 20
const HEIGHT = PICTURE_SIZE.height - 2 * GAP
const SITE_WIDTH = 1240
const REPORT_WIDTH = PICTURE_SIZE.width - SITE_WIDTH - 3 * GAP

/** What can be read in the picture and does not depend on the data. */
export interface PictureWords {
  readonly navigation: readonly Word[]
  readonly page: readonly Word[]
  readonly filters: readonly Word[]
  readonly nodes: readonly Word[]
  readonly columns: readonly Word[]
  readonly report: readonly Word[]
}

type Word = string | null | undefined

export interface SitePicture {
  readonly png: Buffer
  readonly words: PictureWords
}

/** The lineage of a column in the site, next to the report, as a browser shows them. */
export async function drawSitePicture(
  browser: Browser,
  { site, report }: ReferenceSite,
  look: Look,
): Promise<SitePicture> {
  const graph = await open(browser, { look, url: site + LINEAGE, width: SITE_WIDTH, awaited: '.panel ul.traced li' })
  const charts = await open(browser, { look, url: report, width: REPORT_WIDTH, awaited: '.charts .narrow svg' })
  const words = { ...(await wordsOfGraph(graph)), report: await wordsOfReport(charts) }
  const windows = [await graph.screenshot(), await charts.screenshot()]
  const page = await browser.newPage({ viewport: PICTURE_SIZE })
  await page.setContent(
    `<body style="margin: 0; padding: ${GAP}px; display: flex; gap: ${GAP}px; background: ${BEHIND[look]}">${windows
      .map((png) => `<img style="border-radius: 10px" src="data:image/png;base64,${png.toString('base64')}">`)
      .join('')}`,
  )
  await page.waitForFunction('[...document.images].every((image) => image.complete)')
  const png = await page.screenshot()
  for (const each of [graph, charts, page]) await each.close()
  return { png, words }
}

async function open(
  browser: Browser,
  {
    look,
    url,
    width,
    awaited,
  }: { readonly look: Look; readonly url: string; readonly width: number; readonly awaited: string },
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: HEIGHT }, colorScheme: look })
  await page.goto(url)
  await page.waitForSelector(awaited)
  return page
}

async function wordsOfGraph(page: Page): Promise<Omit<PictureWords, 'report'>> {
  return {
    navigation: await page.locator('header a').allInnerTexts(),
    page: await page.locator('h1, .filters output, .panel h2, .panel h3, .legend').allInnerTexts(),
    filters: await page
      .locator('.filters label:not(.check)')
      .evaluateAll((all) => all.map((label) => label.firstChild?.textContent)),
    nodes: await page.locator('.box').evaluateAll((all) => all.map((box) => box.getAttribute('aria-label')).sort()),
    columns: await page.locator('.choices a').allInnerTexts(),
  }
}

/** Its headings and figures, without the figures' values. */
async function wordsOfReport(page: Page): Promise<readonly Word[]> {
  const figures = page.locator('.figures li')
  return [
    ...(await page.locator('h1, .charts h2').allInnerTexts()),
    ...(await figures.evaluateAll((all) => all.map((figure) => figure.lastChild?.textContent?.trim()))),
  ]
}
