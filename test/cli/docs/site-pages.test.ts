import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import project from '../../../kerros.config.js'
import { sitePages } from '../../../src/cli/docs/site-pages.js'
import { resolveLink } from '../../../src/docs/index.js'

const ROOT = path.resolve(import.meta.dirname, '../../..')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'kerros-pages-'))
  const files = {
    'README.md': '# Shop\n\n[settings](src/a.ts) [hidden](.npmrc) [up](../x.md)',
    'src/a.ts': 'export {}',
    '.npmrc': 'token',
    'docs/z.md': '```sh\n# no title\n```\n\n# The `z` [page](a.md) #\n',
    'docs/a.md': '\uFEFF# A\n\n[picture](dot.png) [settings](../src/a.ts)',
    'docs/README.md': 'Text.',
    'docs/dot.png': Buffer.from([0x89, 0x50, 0]),
    'docs/latin.md': Buffer.from([0x23, 0x20, 0xe4]),
    'docs/data.csv': 'a\n',
    'docs/forms.md':
      '---\ntitle: Not this\nposition: 2\n---\nForms of *links*\n===\n\n[b](<b c.sql>) [p](a_(b).sql "title") [root](/docs/data.csv) [r][r]\n\n[r]: <../src/a.ts> "x"\n',
    'docs/b c.sql': 'select 1',
    'docs/a_(b).sql': 'select 2',
    'docs/settings.md': '---\r\ntitle: Settings alone\r\n---\r\nText.\r\n',
    'docs/light.md':
      '# Light\n\n<picture>\n  <source media="(prefers-color-scheme: dark)" srcset="dark.png">\n  <img alt="A [dot]" src="dot.png">\n</picture>\n\n```html\n<picture><img src="a.png"></picture>\n```\n',
    'docs/rule.md': '---\nNot settings, but text.\n\n---\n\n# Rule\n',
  }
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), content)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = async (pages: NonNullable<Parameters<typeof sitePages>[0]>['pages']) => {
  const found = await sitePages({ pages: pages! }, folder)
  return {
    pages: found.pages.map(({ file, heading, title }) => [file, heading, title]),
    errors: found.errors.map(({ code, message }) => `${code} ${message}`),
  }
}

describe('pages of a site', () => {
  it('are in the order of the globs, the README of a folder first, each page once, with what they link to', async () => {
    expect(await read(['docs/z.md', 'docs/{README,a,z}.md'])).toEqual({
      pages: [
        ['docs/z.md', 'Pages', 'The z page'],
        ['docs/README.md', 'Pages', 'README.md'],
        ['docs/a.md', 'Pages', 'A'],
        ['src/a.ts', undefined, 'a.ts'],
      ],
      errors: [],
    })
  })

  it('have the image of a picture that is light or dark elsewhere, and code as it is', async () => {
    const { pages } = await sitePages({ pages: ['docs/light.md'] }, folder)
    expect(pages[0]!.text).toBe(
      '# Light\n\n![A \\[dot\\]](<dot.png>)\n\n```html\n<picture><img src="a.png"></picture>\n```\n',
    )
  })

  it('are no hidden files, by no link of the file system', async () => {
    symlinkSync(path.join(folder, '.npmrc'), path.join(folder, 'docs/visible.md'))
    symlinkSync(path.join(folder, '.npmrc'), path.join(folder, 'docs/notes.txt'))
    writeFileSync(path.join(folder, 'docs/linking.md'), '# L\n\n[notes](notes.txt)')
    const { pages, errors } = await read(['docs/linking.md', 'docs/visible.md'])
    for (const name of ['visible.md', 'notes.txt', 'linking.md']) rmSync(path.join(folder, 'docs', name))
    expect(pages.map(([file]) => file)).toEqual(['docs/linking.md', 'src/a.ts'])
    expect(errors).toEqual(['E_CONFIG the page docs/visible.md is not in the site: it is a link to a hidden file'])
  })

  it('are listed under the headings that the project gives', async () => {
    const { pages } = await read({ 'For readers': ['docs/z.md'], Others: ['docs/a.md'] })
    expect(pages.map(([file, heading]) => [file, heading])).toEqual([
      ['docs/z.md', 'For readers'],
      ['docs/a.md', 'Others'],
      ['src/a.ts', undefined],
    ])
  })

  it('link to files in every form that Markdown has', async () => {
    const { pages } = await read(['docs/forms.md'])
    expect(pages.map(([file]) => file)).toEqual([
      'docs/forms.md',
      'docs/b c.sql',
      'docs/a_(b).sql',
      'docs/data.csv',
      'src/a.ts',
    ])
  })

  it('are called by their first heading, or by the settings of other tools at their start, which are no text', async () => {
    const { pages } = await sitePages({ pages: ['docs/{forms,settings,rule}.md'] }, folder)
    expect(pages.filter(({ heading }) => heading).map(({ title, text }) => [title, text.slice(0, 8)])).toEqual([
      ['Forms of links', 'Forms of'],
      ['Rule', '---\nNot '],
      ['Settings alone', 'Text.\r\n'],
    ])
  })

  it('without globs are not in the site, nor is what the README links to', async () => {
    expect(await sitePages(undefined, folder)).toEqual({
      overview: expect.stringContaining('# Shop'),
      pages: [],
      errors: [],
    })
  })

  it('that are not there, or cannot be read, are reported, and the others are in the site', async () => {
    expect(await read(['guide/*.md', 'docs/*.csv', 'docs/latin.md', 'docs/z.md'])).toEqual({
      pages: [
        ['docs/z.md', 'Pages', 'The z page'],
        ['docs/a.md', undefined, 'A'],
        ['src/a.ts', undefined, 'a.ts'],
      ],
      errors: [
        "E_CONFIG no Markdown file matches guide/*.md of the project's pages",
        "E_CONFIG no Markdown file matches docs/*.csv of the project's pages",
        'E_CONFIG the page docs/latin.md is not in the site: it is not UTF-8 text',
      ],
    })
  })

  it('and their links do not leave the project', async () => {
    const outside = mkdtempSync(path.join(os.tmpdir(), 'kerros-outside-'))
    writeFileSync(path.join(outside, 'x.md'), '# X')
    symlinkSync(path.join(outside, 'x.md'), path.join(folder, 'linked.md'))
    const relative = path.relative(folder, path.join(outside, 'x.md'))
    expect(await read([relative, 'linked.md'])).toEqual({
      pages: [],
      errors: [
        `E_CONFIG the page ${relative} is not in the site: it is outside the project's folder`,
        "E_CONFIG the page linked.md is not in the site: it is outside the project's folder",
      ],
    })
    rmSync(path.join(folder, 'linked.md'))
    writeFileSync(path.join(outside, 'y.md'), '# Y')
    const both = relative.replace('x.md', '*.md')
    expect((await read([both])).errors).toEqual([
      `E_CONFIG 2 files that match ${both} are not in the site: they are outside the project's folder`,
    ])
    rmSync(outside, { recursive: true })
  })

  it.skipIf(process.getuid?.() === 0)('that may not be read are reported, the README too', async () => {
    for (const file of ['README.md', 'docs/z.md']) chmodSync(path.join(folder, file), 0)
    expect((await read(['docs/z.md'])).errors).toEqual([
      'E_NOT_PERMITTED the page README.md is not in the site: it cannot be read (EACCES)',
      'E_NOT_PERMITTED the page docs/z.md is not in the site: it cannot be read (EACCES)',
    ])
    for (const file of ['README.md', 'docs/z.md']) chmodSync(path.join(folder, file), 0o644)
  })
})

describe('the pages of kerros itself', () => {
  it('are all of docs/, and each link between them is one of the site', async () => {
    const { overview, pages, errors } = await sitePages(project.docs, ROOT)
    expect(errors).toEqual([])
    const files = pages.map(({ file }) => file)
    expect(files).toEqual(
      expect.arrayContaining(
        readdirSync(path.join(ROOT, 'docs'))
          .filter((file) => file.endsWith('.md'))
          .map((file) => `docs/${file}`),
      ),
    )
    const lost = [...pages, { file: 'README.md', text: overview, heading: 'Pages' }]
      .filter(({ heading }) => heading !== undefined)
      .flatMap(({ file, text }) =>
        [...text.replace(/^ *```[\s\S]*?^ *```/gm, '').matchAll(/[^!]\[[^\]]*\]\(([^)\s]+\.(?:md|ts)(?:#[^)]*)?)\)/g)]
          .map(([, href]) => resolveLink(file, href!)?.file)
          .filter((linked) => linked !== undefined && linked !== 'README.md' && !files.includes(linked))
          .map((linked) => `${file}: ${linked}`),
      )
    expect(lost).toEqual([])
  })
})
