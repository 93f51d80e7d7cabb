import { chmod, readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:net'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SHOP_FILES } from '../../../artifacts/artifacts-shop.js'
import { findChromium, openBrowser } from '../../../docs-site/open-browser.js'
import { CliProject, type RunningCli } from '../../cli-project.js'

const NOBODY = { via: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] }

const chromium = await findChromium()

interface Answer {
  readonly status: number
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined }
  readonly text: string
}

/** Asks a server of this machine for a path as it is: a browser would make another one of it. */
function ask(url: string, path: string, headers: { [name: string]: string } = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    request({ hostname, port, path, method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }))
    })
      .on('error', reject)
      .end()
  })
}

/** Starts to serve, and waits until it says where. */
async function serve(project: CliProject, args = ''): Promise<{ readonly cli: RunningCli; readonly url: string }> {
  const cli = project.start(`docs serve --port 0 --no-browser ${args}`)
  let url = ''
  cli.child.stdout!.on('data', (text: string) => {
    url = /http:\S+\//.exec(text)?.[0] ?? url
  })
  await cli.until(/Open http:/)
  await expect.poll(() => url).not.toBe('')
  return { cli, url }
}

let project: CliProject
beforeAll(async () => {
  project = await CliProject.shop()
  await project.runKept('build')
}, 120_000)
afterAll(() => project?.remove())

describe('kerros docs serve', { timeout: 120_000 }, () => {
  it('serves the files of the site on this machine, with their types, and keeps none in a cache', async () => {
    const { cli, url } = await serve(project)
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
    const types: { [name: string]: unknown } = {}
    for (const name of ['/', '/index.html', '/data.js', '/docs-site.js', '/docs-site.css', '/live.js']) {
      const { status, headers } = await ask(url, name)
      expect([status, headers['cache-control'], headers['x-content-type-options']]).toEqual([
        200,
        'no-store',
        'nosniff',
      ])
      types[name] = headers['content-type']
    }
    expect(types).toEqual({
      '/': 'text/html; charset=utf-8',
      '/index.html': 'text/html; charset=utf-8',
      '/data.js': 'text/javascript; charset=utf-8',
      '/docs-site.js': 'text/javascript; charset=utf-8',
      '/docs-site.css': 'text/css; charset=utf-8',
      '/live.js': 'text/javascript; charset=utf-8',
    })
    cli.child.kill('SIGINT')
    expect(await cli.ended).toMatchObject({ code: 130, stderr: '' })
  })

  it('gives away no other file, no folder, and nothing to another name of this machine', async () => {
    const { cli, url } = await serve(project)
    for (const path of [
      '/../manifest.json',
      '/..%2fmanifest.json',
      '/%2e%2e/manifest.json',
      '/..\\manifest.json',
      '/charts/../../manifest.json',
      '/charts/',
      '/charts',
      '//etc/passwd',
      '/manifest.json',
      '/index.html%00.js',
      '/%',
    ])
      expect([path, (await ask(url, path)).status]).toEqual([path, 404])
    for (const host of ['example.com', 'example.com:8080', 'localhost.example.com', '127.0.0.1.nip.io'])
      expect([host, (await ask(url, '/data.js', { host })).status]).toEqual([host, 403])
    for (const host of ['localhost', 'LOCALHOST:1', '[::1]:8080', '127.0.0.1'])
      expect([host, (await ask(url, '/data.js', { host })).status]).toEqual([host, 200])
    expect((await ask(url, '/', {}, 'POST')).status).toBe(405)
    cli.child.kill('SIGTERM')
    expect((await cli.ended).code).toBe(130)
  })

  it('refuses an address that others can reach, and a port that is no port or in use', async () => {
    expect(await project.runKept('docs serve --host 0.0.0.0')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--host'),
    })
    expect(await project.runKept('docs serve --port x')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--port'),
    })
    const other = createServer()
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port))
    })
    const { code, stderr } = await project.runKept(`docs serve --no-browser --port ${port}`)
    other.close()
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `E_INVALID_OPTION port ${port} is in use\n  → Name a free one from 1024 on with --port, or 0 for any.\n`,
    })
  })

  it('without --port listens on the next free port, and says when all are in use', async () => {
    const others = await Promise.all(
      Array.from({ length: 21 }, (_, at) => {
        const other = createServer()
        return new Promise<typeof other>((resolve) => {
          other.on('error', () => resolve(other)).listen(8080 + at, '127.0.0.1', () => resolve(other))
        })
      }),
    )
    const { code, stderr } = await project.run('docs serve --no-browser')
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'E_INVALID_OPTION port 8100 is in use\n  → Name a free one from 1024 on with --port, or 0 for any.\n',
    })
    for (const other of others) other.close()
  })

  it.skipIf(process.getuid?.() !== 0)('says that a port needs other rights', async () => {
    await chmod(project.folder, 0o755)
    const { code, stderr } = await project.run('docs serve --no-browser --port 80', NOBODY)
    // Some systems let every user have every port, or another server has it.
    if (code === 2)
      expect(stderr).toMatch(/port 80 is (?:one that only the administrator of this machine may use|in use)\n/)
  })

  it('says that it cannot write the site, on the terminal and on the page, and goes on when it can', async () => {
    const other = await CliProject.shop({ target: 'a file, so that no folder of that name can be made' })
    const { cli, url } = await serve(other)
    expect((await ask(url, '/')).text).toContain('<h1>No site yet</h1>')
    await other.remove('target')
    await other.write({ 'README.md': '# Shop\n' })
    await expect.poll(async () => (await ask(url, '/')).text, { timeout: 30_000 }).toContain('<title>shop</title>')
    cli.child.kill('SIGINT')
    const { stderr } = await cli.ended
    expect(stderr).toBe(
      'E_ARTIFACTS target/manifest.json cannot be written: a file is in the place of its folder (EEXIST)\n' +
        '  → Make a folder of <project>/target that you may write to, with space left.\n',
    )
    await other.remove()
  })

  it.skipIf(process.getuid?.() !== 0)(
    'keeps the last site, and says why there is no new one, in a folder that may only be read',
    async () => {
      const other = await CliProject.shop()
      await chmod(other.folder, 0o755)
      await other.runKept('docs generate')
      const cli = other.start('docs serve --port 0 --no-browser', NOBODY)
      let url = ''
      cli.child.stdout!.on('data', (text: string) => {
        url = /http:\S+\//.exec(text)?.[0] ?? url
      })
      await cli.until(/Open http:/)
      await expect.poll(() => url).not.toBe('')
      expect((await ask(url, '/')).text).toContain('<title>shop</title>')
      cli.child.kill('SIGINT')
      const { stderr } = await cli.ended
      expect(stderr).toMatch(
        /^E_ARTIFACTS target\/manifest\.json cannot be written: permission denied \(EACCES\)\n {2}→ Make a folder /,
      )
      await other.remove()
    },
  )

  it('writes the site again after a run and after sources were measured, also when their folder was removed', async () => {
    const other = await CliProject.shop()
    const { cli, url } = await serve(other)
    const data = async () => (await ask(url, '/data.js')).text
    for (const round of [1, 2]) {
      await expect.poll(data, { timeout: 30_000 }).not.toContain('"command":"build"')
      await other.runKept('build')
      await expect.poll(data, { timeout: 30_000 }).toContain('"command":"build"')
      const before = await data()
      await other.write({ 'target/sources.json': JSON.stringify({ metadata: {}, results: [] }) })
      await expect.poll(data, { timeout: 30_000 }).not.toBe(before)
      if (round === 1) expect((await other.runKept('clean --all')).code).toBe(0)
    }
    cli.child.kill('SIGINT')
    expect(await cli.ended).toMatchObject({ code: 130, stderr: '' })
    await other.remove()
  })

  it('leaves the charts of the site there until the next one is whole: a page that is open may load them', async () => {
    const other = await CliProject.create(SHOP_FILES)
    await other.runKept('build')
    await other.runKept('docs generate')
    const charts = () => readdir(path.join(other.folder, 'target/docs/charts'))
    expect(await charts()).toEqual(['1.js'])
    // The next site cannot be written: there is a folder in the place of one of its files.
    await other.remove('target/docs/data.js')
    await other.write({ 'target/docs/data.js/x': '' })
    expect((await other.runKept('docs generate --no-charts')).code).toBe(2)
    expect(await charts()).toEqual(['1.js'])
    await other.remove('target/docs/data.js')
    expect((await other.runKept('docs generate --no-charts')).code).toBe(0)
    expect(await charts()).toEqual([])
    await other.remove()
  })

  describe.skipIf(chromium === undefined)('in a browser', () => {
    let browser: Browser
    beforeAll(async () => {
      browser = await openBrowser(chromium!)
    })
    afterAll(() => browser?.close())

    it('shows what changes, keeps the last site with the errors of a broken project, and goes on when it is repaired', async () => {
      const { cli, url } = await serve(project)
      const page: Page = await browser.newPage()
      const complaints: string[] = []
      page.on('console', (message) => complaints.push(message.text()))
      await page.goto(`${url}#/node/model.shop.customers`)
      await expect.poll(() => page.textContent('h1')).toBe('customers table')

      const source = await project.read('src/customers.ts')
      await project.write({
        'src/customers.ts': source.replace("{ tags: ['core']", "{ description: 'Who buys.', tags: ['core']"),
      })
      await expect.poll(() => page.textContent('.markdown'), { timeout: 30_000 }).toBe('Who buys.\n')

      await project.write({ 'src/customers.ts': `${source}\nexport const nobody = ` })
      await expect.poll(() => page.locator('#kerros-live').textContent(), { timeout: 30_000 }).toContain('customers.ts')
      expect(await page.textContent('h1')).toBe('customers table')
      await page.reload()
      await expect.poll(() => page.locator('#kerros-live').textContent(), { timeout: 30_000 }).toContain('customers.ts')
      expect(await page.textContent('.markdown')).toBe('Who buys.\n')

      await project.write({ 'src/customers.ts': source, 'src/more/names.ts': NAMES })
      await expect.poll(() => page.locator('#sidebar').textContent(), { timeout: 30_000 }).toContain('names')
      expect(await page.locator('#kerros-live').count()).toBe(0)
      expect(complaints).toEqual([])
      cli.child.kill('SIGINT')
      const { code, stderr } = await cli.ended
      expect([code, stderr]).toEqual([130, expect.stringContaining('customers.ts')])
      await project.restore()
    })

    it('shows what is wrong with a project that never had a site, and the site as soon as it can', async () => {
      const broken = await CliProject.shop({ 'src/broken.ts': 'export const x = ' })
      const { cli, url } = await serve(broken)
      const page = await browser.newPage()
      await page.goto(url)
      await expect.poll(() => page.locator('#kerros-live').textContent()).toContain('broken.ts')
      await broken.remove('src/broken.ts')
      await expect.poll(() => page.textContent('h1'), { timeout: 30_000 }).toBe('shop')
      cli.child.kill('SIGINT')
      expect((await cli.ended).code).toBe(130)
      await broken.remove()
    })
  })
})

const NAMES = `import { view } from 'kerros'
import { orders } from '../orders.js'

export const names = view({ o: orders }, (db) => db.selectFrom('o').select('o.customer'))
`
