import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { artifactsShop } from '../artifacts/artifacts-shop.js'
import type { CliProject } from '../cli/cli-project.js'
import { findChromium, openBrowser } from './open-browser.js'
import { SiteReader } from './site-reader.js'

const chromium = await findChromium()

/** Links of all kinds, HTML, and a table and a line of code that are wider than a telephone. */
const README = `[part](#part) [run](#/run) [web](https://kerros.dev) [js](javascript:alert(1)) <b>bold</b>

![A dot](docs/dot.svg) ![Far](https://example.com/far.png) ![Outside](../kerros-outside.svg) ![No image](kerros.config.ts)

| ${'a_wide_header | '.repeat(6)}\n| ${'--- | '.repeat(6)}\n| ${'1 | '.repeat(6)}

\`\`\`sql
select ${'a_long_line, '.repeat(20)}
\`\`\`
`

let project: CliProject
let browser: Browser
let url: string

beforeAll(async () => {
  project = await artifactsShop()
  await project.write({
    'README.md': README,
    'docs/dot.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>',
  })
  await writeFile(path.join(project.folder, '../kerros-outside.svg'), '<svg/>')
  await project.runKept('build --store-failures')
  const { stdout, code } = await project.runKept('docs generate')
  expect({ stdout, code }).toEqual({ stdout: 'Open target/docs/index.html in a browser.\n', code: 0 })
  url = pathToFileURL(path.join(project.folder, 'target/docs/index.html')).href
  if (chromium !== undefined) browser = await openBrowser(chromium)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await rm(path.join(project.folder, '../kerros-outside.svg'), { force: true })
  await project?.remove()
})

describe.skipIf(chromium === undefined)('the documentation site, opened from a folder', () => {
  const onPage: SiteReader['onPage'] = (...args) => new SiteReader(browser, url).onPage(...args)

  it('counts what the project has, and says how the last run went', () =>
    onPage('', async (page) => {
      expect(await page.textContent('h1')).toBe('shop')
      expect(await page.locator('.tiles li').allTextContents()).toEqual([
        '1source',
        '1analysis',
        '5models',
        '1seed',
        '1snapshot',
        '1chart',
        '1exposure',
        '5tests',
      ])
      expect(await page.textContent('.last')).toMatch(/Last run: kerros build --target dev, .* 1 failure, 1 skipped\.$/)
    }))

  it('says where the failing rows of a test are, on the page of the run and of the tests', () =>
    onPage('#/run', async (page) => {
      const stored = 'Its rows are in "shop"."main_dbt_test__audit"."accepted_values_seen_label_one"'
      await expect.poll(() => page.locator('main .stored').allTextContents()).toContain(stored)
      await page.goto(`${url}#/tests?status=fail`)
      await expect.poll(() => page.locator('td .stored').allTextContents()).toEqual([stored])
    }))

  it('has all links of its head in view, wherever it is read', () =>
    onPage(
      '',
      async (page) => {
        const links = page.locator('header a:visible, header button:visible')
        const boxes = await links.evaluateAll((all) => all.map((link) => link.getBoundingClientRect().toJSON()))
        expect(boxes.length).toBeGreaterThanOrEqual(7)
        expect(Math.max(...boxes.map(({ right }) => right))).toBeLessThanOrEqual(360)
      },
      { viewport: { width: 360, height: 700 } },
    ))

  it('shows the README, with links to what there is', () =>
    onPage('', async (page) => {
      expect(await page.textContent('.markdown p')).toBe('part run web js <b>bold</b>')
      const links = await page.locator('.markdown a').evaluateAll((all) => all.map((link) => link.getAttribute('href')))
      expect(links).toEqual(['#/?part=part', '#/run', 'https://kerros.dev', 'https://example.com/far.png'])
    }))

  it('shows images of the project, and links to others without asking for them', () =>
    onPage('', async (page) => {
      const images = page.locator('.markdown img')
      expect(await images.evaluateAll((all) => all.map((image) => image.getAttribute('alt')))).toEqual(['A dot'])
      expect(await page.evaluate('document.querySelector(".markdown img").naturalWidth')).toBe(9)
      expect(await page.locator('.markdown p').nth(1).textContent()).toBe(' Far Outside No image')
    }))

  it('shows columns with types, what they are made of, and what became of their tests', () =>
    onPage('#/node/model.shop.stg_codes', async (page) => {
      const rows = await page.locator('tbody tr').allTextContents()
      expect(rows).toEqual([
        'codeintegerThe number.codes.code copiedrelationships passed',
        'labelvarcharcodes.label copied',
      ])
      expect(await page.textContent('.code')).toContain('export const stg_codes = view(')
      await page.click('button:text("SQL")')
      await expect.poll(() => page.textContent('.code')).toContain('from "shop"."main"."codes" as "c"')
    }))

  it('draws charts, with their rows, their SQL and a link to what they draw', () =>
    onPage('#/node/exposure.shop.bars', async (page) => {
      await page.waitForSelector('.picture .wide svg')
      expect(await page.textContent('h1')).toBe('Codes chart')
      expect(await page.locator('.picture .wide svg text').allTextContents()).toEqual(
        expect.arrayContaining(['1', '2']),
      )
      expect(await page.locator('thead th').allTextContents()).toEqual(['code', 'n'])
      expect((await page.locator('tbody tr').allTextContents()).sort()).toEqual(['11', '21'])
      expect(await page.textContent('.code')).toContain("export const bars = chart(totals, { mark: 'bar'")
      await page.click('button:text-is("SQL")')
      await expect.poll(() => page.textContent('.code')).toContain('from "main"."totals" as "r"')
      await page.click('button:text("SQL of totals")')
      await expect.poll(() => page.textContent('.code')).toContain('group by "n"."code"')
      await page.click('.facts a')
      await expect.poll(() => page.textContent('h1')).toBe('totals table')
      await page.click('.charts a')
      await expect.poll(() => page.textContent('h1')).toBe('Codes chart')
    }))

  it('shows the picture for the width of the screen, on the overview, too', () =>
    onPage(
      '',
      async (page) => {
        await page.locator('.charts').scrollIntoViewIfNeeded()
        await page.waitForSelector('.charts .narrow svg')
        const shown = async (at: string) => (await page.locator(at).first().boundingBox())?.width ?? 0
        expect(await shown('.charts .narrow')).toBeGreaterThan(200)
        expect(await shown('.charts .wide')).toBe(0)
        await page.click('.charts a')
        await page.waitForSelector('.picture .narrow svg')
        expect(await shown('.picture .narrow')).toBeGreaterThan(200)
        expect(await shown('.picture .wide')).toBe(0)
        await page.setViewportSize({ width: 1200, height: 800 })
        expect(await shown('.picture .wide')).toBeGreaterThan(600)
      },
      { viewport: { width: 390, height: 850 } },
    ))

  it.each(['#/node/model.shop.gone', '#/node/%'])('says that it has no node for %s', (hash) =>
    onPage(hash, async (page) => expect(await page.textContent('main')).toMatch(/^Not foundThis project has no node/)),
  )

  it('passes descriptions on with the columns', () =>
    onPage('#/node/model.shop.after_seen', async (page) => {
      expect(await page.textContent('tbody tr')).toContain('The number.')
      expect(await page.getAttribute('td [title]', 'title')).toBe('Written for model.shop.stg_codes')
    }))

  it('finds names, columns, SQL and tags', () =>
    onPage('', async (page) => {
      const search = async (text: string): Promise<readonly string[]> => {
        await page.fill('input[type=search]', text)
        return (await page.locator('.hits a').allTextContents()).map((found) => found.replace(/ shop$/, ''))
      }
      // The page is drawn after the key.
      await expect.poll(async () => (await search('totals'))[0]).toBe('totals')
      await expect.poll(() => search('small')).toEqual(['codes'])
      await expect.poll(() => search('no such thing')).toEqual([])
      await page.keyboard.press('Escape')
      await search('codes_history')
      await page.click('.hits a')
      await expect.poll(() => page.textContent('h1')).toBe('codes_history snapshot')
    }))

  it('draws the graph, whole and around a node, and its boxes lead to the nodes', () =>
    onPage('#/graph', async (page) => {
      expect(await page.locator('.box').count()).toBe(11)
      await page.selectOption('select >> nth=0', { label: 'numbers' })
      await expect.poll(() => page.locator('.box').count()).toBe(7)
      await page.selectOption('select >> nth=1', '1')
      await expect.poll(() => page.locator('.box').count()).toBe(3)
      await page.locator('.box', { hasText: 'totals' }).focus()
      await page.keyboard.press('Enter')
      await page.click('.panel h2 a')
      await expect.poll(() => page.textContent('h1')).toBe('totals table')
      await page.locator('.box', { hasText: 'numbers' }).focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => page.textContent('h1')).toBe('numbers ephemeral')
    }))

  it('opens the columns of a node in the graph, and follows one: values and what decides apart, by keyboard', () =>
    onPage('#/graph', async (page) => {
      await page.locator('.box', { hasText: 'totals' }).focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => page.locator('.choices a').allTextContents()).toEqual(['code', 'n'])
      await page.locator('.choices a', { hasText: 'code' }).focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => page.locator('ul.traced').first().textContent()).toContain('numbers.code')
      const traced = async (at: number) =>
        (await page.locator('ul.traced').nth(at).locator('li').allTextContents()).map((text) => text.trim())
      expect(await traced(0)).toEqual([
        'numbers.code copied',
        'numbers.code group by (rows of totals)',
        'stg_codes.code copied',
        'codes.code copied',
      ])
      expect(await traced(1)).toEqual(expect.arrayContaining(['most.code copied', 'bars drawn', 'board read']))
      const boxes = await page
        .locator('.box.focus, .box.traced')
        .evaluateAll((all) => all.map((box) => box.getAttribute('aria-label')))
      expect(boxes).toEqual(expect.arrayContaining(['codes code, seed', 'stg_codes code, view', 'totals code, table']))
      expect(await page.locator('.box.faded').count()).toBeGreaterThan(0)
      const dashes = (kind: string) =>
        page.evaluate(`getComputedStyle(document.querySelector('.graph .trace.${kind}')).strokeDasharray`)
      expect([await dashes('value'), await dashes('decides')]).toEqual(['none', '6px, 4px'])
      expect(page.url()).toMatch(/#\/graph\?node=model\.shop\.totals&column=code$/)
      await page.reload()
      await expect.poll(() => page.locator('.choices [aria-current]').textContent()).toBe('code')
      await page.check('.check input')
      await expect.poll(() => page.locator('.box').count()).toBe(boxes.length)
    }))

  it('lists all tests, those that failed first, with the rows that they count and a link to what they test', () =>
    onPage('#/tests', async (page) => {
      const rows = () => page.locator('tbody tr').allTextContents()
      expect(await rows()).toHaveLength(5)
      expect((await rows())[0]).toMatch(
        /^failedaccepted_valuesGot 1 failing rowIts rows are in [\w".]+SQL.*seen\.label$/s,
      )
      await page.selectOption('select >> nth=0', 'pass')
      await expect.poll(async () => (await rows()).every((row) => row.startsWith('passed'))).toBe(true)
      expect(page.url()).toMatch(/#\/tests\?status=pass$/)
      await page.selectOption('select >> nth=0', 'bad')
      await expect.poll(async () => (await rows()).length).toBeLessThan(3)
      await page.click('tbody td a')
      await expect.poll(() => page.textContent('h1')).toBe('seen incremental')
    }))

  it('leads from the overview to every node of a type in a click', () =>
    onPage('', async (page) => {
      await page.locator('.tiles a', { hasText: 'models' }).click()
      await expect.poll(() => page.textContent('h1')).toBe('Models')
      expect(await page.locator('tbody th').allTextContents()).toHaveLength(5)
    }))

  it('shows the timeline, failures and the critical path of the run', () =>
    onPage('#/run', async (page) => {
      expect(await page.textContent('.message')).toBe('Got 1 failing row')
      expect(await page.locator('.bar').count()).toBe(10)
    }))

  it('breaks no word of what a column is made of on a telephone, and covers no box of a small graph', () =>
    onPage(
      '#/node/model.shop.stg_codes',
      async (page) => {
        const { height } = (await page.locator('.origin a').first().boundingBox())!
        expect(height).toBeLessThan(24)
        const zoom = (await page.locator('.zoom').boundingBox())!
        for (const box of await page.locator('.box').all()) {
          const { y, height } = (await box.boundingBox())!
          expect(y + height).toBeLessThanOrEqual(zoom.y)
        }
      },
      { viewport: { width: 390, height: 850 } },
    ))

  it.each(['#/list?type=model', '#/tests'])('shows all of a row on a telephone, and no row is high: %s', (hash) =>
    onPage(
      hash,
      async (page) => {
        for (const row of await page.locator('tbody tr').all()) {
          const most = (await row.locator('.stored').count()) > 0 ? 240 : 160
          expect((await row.boundingBox())!.height).toBeLessThan(most)
        }
        const hidden = await page.evaluate(
          "document.querySelector('.scroll').scrollWidth - document.querySelector('.scroll').clientWidth",
        )
        expect(hidden).toBe(0)
      },
      { viewport: { width: 390, height: 850 } },
    ),
  )

  const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
    [1300, 390].flatMap((width) =>
      [
        '',
        '#/node/model.shop.seen',
        '#/node/exposure.shop.bars',
        '#/charts',
        '#/graph',
        '#/graph?node=model.shop.totals&column=code',
        '#/tests',
        '#/list?type=model',
        '#/run',
      ].map((hash) => ({
        colorScheme,
        width,
        hash,
      })),
    ),
  )
  it.each(looks)('leaves nothing to say for axe: $colorScheme, $width pixels, $hash', ({ colorScheme, width, hash }) =>
    new SiteReader(browser, url).checkLook(hash, colorScheme, width),
  )
})
