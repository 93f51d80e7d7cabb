import { readFile } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SHOP_FILES } from '../artifacts/artifacts-shop.js'
import { CliProject } from '../cli/cli-project.js'
import { findChromium, openBrowser } from './open-browser.js'
import { SiteReader } from './site-reader.js'

const chromium = await findChromium()

const GUIDE = `<!-- Written by a script. -->

# The \`shop\` guide

![A dot](../images/dot.svg) <b>bold</b> [the introduction](../README.md#start) [a part](#same) [far](https://kerros.dev)
[other page](other.md#näher-dran) [code](../src/shop.ts) [a folder](../src) [secret](../.env) [gone](gone.md)

## Same

\`\`\`ts
export const wide = '${'a long line '.repeat(20)}'
\`\`\`

\`\`\`
plain <text>
\`\`\`

| a | b |
|---|---|
| 1 | [x](other.md) |

## Same

${'A line.\n\n'.repeat(60)}

### Same 1

<!-- one --> Between <b>comments</b>. <!-- two -->

### Far below

The zyzzyva is here.
`

const FILES = {
  ...SHOP_FILES,
  'kerros.config.ts': SHOP_FILES['kerros.config.ts'].replace(
    "name: 'shop',",
    "name: 'shop', docs: { pages: { Guides: ['docs/guide.md'], More: ['docs/**/*.md'] } },",
  ),
  'README.md': '# Hello\n\n[guide](docs/guide.md#same-1)\n\n## Start\n\nHere.\n',
  '.env': 'SECRET=1\n',
  'docs/guide.md': GUIDE,
  'docs/other.md': '# Other\n\n## Näher dran!\n\nHere.\n\n- [back](guide.md)\n',
  'docs/deep/README.md': 'No heading. [up](../other.md) ![dot](../../images/dot.svg)\n',
  'images/dot.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>',
}

let project: CliProject
let browser: Browser
let server: http.Server

beforeAll(async () => {
  project = await CliProject.create(FILES)
  const { stdout, stderr, code } = await project.runKept('docs generate')
  expect({ stdout, code }, stderr).toEqual({ stdout: 'Open target/docs/index.html in a browser.\n', code: 0 })
  server = http.createServer(async ({ url }, response) => {
    const name = new URL(url!, 'http://localhost').pathname
    const type = { '.css': 'text/css', '.svg': 'image/svg+xml', '.js': 'text/javascript' }[path.extname(name)]
    const content = await readFile(path.join(project.folder, 'target/docs', name)).catch(() => undefined)
    response.writeHead(content ? 200 : 404, { 'content-type': type ?? 'text/html; charset=utf-8' }).end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  if (chromium !== undefined) browser = await openBrowser(chromium)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  server?.close()
  await project?.remove()
})

describe.skipIf(chromium === undefined).each(['file', 'http'])(
  'pages of a documentation site, from %s:',
  (protocol) => {
    const reader = (): SiteReader =>
      new SiteReader(
        browser,
        protocol === 'file'
          ? pathToFileURL(path.join(project.folder, 'target/docs/index.html')).href
          : `http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`,
      )
    const onPage: SiteReader['onPage'] = (...args) => reader().onPage(...args)

    it('are listed under their headings, and lead to each other', () =>
      onPage('', async (page) => {
        const lists = page.locator('aside details')
        expect(await lists.locator('summary').allTextContents()).toEqual(['Guides 1', 'More 2', 'shop 11'])
        expect(await lists.nth(1).locator('a').allTextContents()).toEqual(['README.md', 'Other'])
        await page.click('header a:text("Pages")')
        await expect.poll(() => page.textContent('h1')).toBe('The shop guide #')
        expect(await page.title()).toBe('The shop guide · shop')
        await page.click('.neighbours .after')
        await expect.poll(() => page.textContent('h1')).toBe('README.md')
        await page.click('.markdown a')
        await expect.poll(() => page.textContent('h1')).toBe('Other #')
      }))

    it('link to pages, their parts, the introduction, and files of code; what is not in the site is text', () =>
      onPage('#/page/docs/guide.md', async (page) => {
        const links = page.locator('.markdown p a')
        expect(
          await links.evaluateAll((all) => all.map((link) => [link.textContent, link.getAttribute('href')])),
        ).toEqual([
          ['the introduction', '#/?part=start'],
          ['a part', '#/page/docs/guide.md?part=same'],
          ['far', 'https://kerros.dev'],
          ['other page', `#/page/docs/other.md?${new URLSearchParams({ part: 'näher-dran' })}`],
          ['code', '#/page/src/shop.ts'],
        ])
        expect(await page.textContent('.markdown p')).toContain('<b>bold</b>')
        expect(await page.textContent('.markdown')).not.toContain('Written by')
        expect(await page.content()).not.toContain('SECRET')
        await page.click('.markdown a:text("code")')
        await expect.poll(() => page.textContent('h1')).toBe('src/shop.ts')
        expect(await page.textContent('.code .hljs-keyword')).toBe('import')
      }))

    it('show images of the project, and code with colors, which a button copies', () =>
      onPage('#/page/docs/guide.md', async (page) => {
        expect(await page.evaluate('document.querySelector(".markdown img").naturalWidth')).toBe(9)
        expect(await page.locator('.code').count()).toBe(2)
        expect(await page.locator('.code .hljs-keyword').allTextContents()).toEqual(['export', 'const'])
        expect(await page.locator('.code pre').nth(1).textContent()).toBe('plain <text>')
        await page.evaluate('navigator.clipboard.writeText = async (text) => { window.copied = text }')
        await page.locator('.code').nth(1).hover()
        await page.locator('.copy').nth(1).click()
        await expect.poll(() => page.evaluate('window.copied')).toBe('plain <text>')
      }))

    it('are shown from the heading that the address names, again when its link is clicked again', () =>
      onPage(
        '#/page/docs/guide.md?part=far-below',
        async (page) => {
          const top = () =>
            page.evaluate<number>("document.getElementById('part-far-below').getBoundingClientRect().top")
          const seen = async () => (await top()) < 850 && (await top()) >= 52
          await expect.poll(seen).toBe(true)
          await page.evaluate('window.scrollTo(0, 0)')
          expect(await seen()).toBe(false)
          await page.click('.headings a:text("Far below")')
          await expect.poll(seen).toBe(true)
          expect(await page.locator('.headings a').allTextContents()).toEqual(['Same', 'Same', 'Same 1', 'Far below'])
          expect(
            await page.locator('.headings a').evaluateAll((all) => all.map((link) => link.hash.split('=')[1])),
          ).toEqual(['same', 'same-1', 'same-1-1', 'far-below'])
          expect(await page.textContent('.markdown')).toContain('Between <b>comments</b>.')
          expect(await page.textContent('.markdown')).not.toContain('two')
          await page.click('header a:text("Overview")')
          await page.click('.markdown a:text("guide")')
          const second = () =>
            page.evaluate<number>("document.getElementById('part-same-1').getBoundingClientRect().top")
          await expect.poll(async () => Math.round(await second())).toBe(68)
        },
        { viewport: { width: 1300, height: 850 } },
      ))

    it('are found by their words, down to the part', () =>
      onPage('', async (page) => {
        await page.fill('input[type=search]', 'zyzzyva')
        await expect.poll(() => page.locator('.hits a').allTextContents()).toEqual(['Far below The shop guide'])
        await page.click('.hits a')
        await expect.poll(() => page.textContent('h1')).toBe('The shop guide #')
        expect(page.url()).toMatch(/#\/page\/docs\/guide\.md\?part=far-below$/)
      }))

    it('say that a page is not there', () =>
      onPage('#/page/docs/none.md', async (page) =>
        expect(await page.textContent('main')).toBe('Not foundThis site has no page “docs/none.md”.'),
      ))

    it('are reached by a reader of the keyboard, past the list', () =>
      onPage('#/page/docs/other.md', async (page) => {
        await page.keyboard.press('Tab')
        await page.keyboard.press('Enter')
        expect(await page.evaluate('document.activeElement.id')).toBe('main')
        expect(await page.textContent('h1')).toBe('Other #')
      }))

    it.each(
      (['light', 'dark'] as const).flatMap((colors) =>
        [1300, 390].flatMap((width) =>
          ['#/page/docs/guide.md', '#/page/docs/deep/README.md', '#/page/src/shop.ts'].map(
            (hash) => [colors, width, hash] as const,
          ),
        ),
      ),
    )('leave nothing to say for axe: %s, %i pixels, %s', (colors, width, hash) =>
      reader().checkLook(hash, colors, width),
    )
  },
)
