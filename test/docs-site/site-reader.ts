import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** Opens pages of a site as a reader does, and expects that nothing is wrong with them. */
export class SiteReader {
  readonly #browser: Browser
  readonly #url: string

  /** @param url The address of the site, without what is after `#`. */
  constructor(browser: Browser, url: string) {
    this.#browser = browser
    this.#url = url
  }

  /** Runs `work` on a page; what its console says and what it asks the network for is an error. */
  async onPage(
    hash: string,
    work: (page: Page) => Promise<void>,
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<void> {
    const context = await this.#browser.newContext(options)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      const isOwn = new URL(request.url()).origin === new URL(this.#url).origin
      if (!isOwn && !request.url().startsWith('data:')) complaints.push(request.url())
    })
    await page.goto(this.#url + hash)
    await page.waitForSelector('h1')
    await work(page)
    expect(complaints).toEqual([])
    await context.close()
  }

  /** Expects that axe finds nothing on a page, and that it is not wider than the screen. */
  async checkLook(hash: string, colorScheme: 'light' | 'dark', width: number): Promise<void> {
    const check = async (page: Page): Promise<void> => {
      await page.evaluate(await readFile(axe, 'utf8'))
      const { violations } = await page.evaluate<any>('window.axe.run({ preload: false })')
      expect(violations.map(({ id, nodes }: any) => [id, nodes.map((node: any) => node.html)])).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth > window.innerWidth')).toBe(false)
    }
    await this.onPage(hash, check, { viewport: { width, height: 850 }, colorScheme })
  }
}
