// npm run bench:docs: the documentation site of a generated project of 2,000 models, built once: its size, and how long a reader waits for
// it in headless Chromium. KERROS_CHROMIUM names the browser.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { generateProject } from '../graph/generate-project.mjs'
import { measureProcess, seconds } from '../measure/measure-process.mjs'

const ROOT = path.resolve(import.meta.dirname, '../..')
const CLI = path.join(ROOT, 'dist/cli.js')
const size = Number(process.argv[2] ?? 2_000)
const RUNS = 5

/** The site allows no code as text, which is how conditions are asked for here. */
const PAGE = { bypassCSP: true }

/** Two frames later what was answered is on the screen; the work of an idle moment is not waited for. */
const ANSWER = `requestAnimationFrame(() => requestAnimationFrame(() => { window.answered = performance.now() - began }))`

const folder = mkdtempSync(path.join(tmpdir(), 'kerros-docs-'))
try {
  mkdirSync(path.join(folder, 'node_modules/@duckdb'), { recursive: true })
  symlinkSync(ROOT, path.join(folder, 'node_modules/kerros'))
  for (const name of ['kysely', '@duckdb/node-api'])
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(folder, 'node_modules', name))
  generateProject(folder, size)
  await measureProcess([CLI, 'build', '--quiet'], { cwd: folder })
  const generated = await measureProcess([CLI, 'docs', 'generate'], { cwd: folder })
  console.log(`docs generate: ${seconds(generated.wallMs)} (CPU ${seconds(generated.cpuMs)})`)
  const site = path.join(folder, 'target/docs')
  const files = readdirSync(site, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const contents = files.map((entry) => readFileSync(path.join(entry.parentPath, entry.name)))
  const packed = contents.reduce((sum, content) => sum + gzipSync(content).length, 0)
  const whole = contents.reduce((sum, content) => sum + content.length, 0)
  console.log(`| what | measured | target |\n|---|---|---|`)
  row('the folder, each file packed with gzip', `${mb(packed)} (${mb(whole)} unpacked)`, '< 3 MB')
  await inBrowser(pathToFileURL(path.join(site, 'index.html')).href)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function row(what, measured, target) {
  console.log(`| ${what} | ${measured} | ${target} |`)
}

function mb(bytes) {
  return `${(bytes / 1e6).toFixed(2)} MB`
}

async function inBrowser(url) {
  const executablePath = process.env.KERROS_CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  const open = await median(async () => {
    const page = await browser.newPage(PAGE)
    const waited = await timed(page, () => page.goto(url), 'document.querySelector("h1")')
    await page.close()
    return waited
  })
  row('open, until the overview is there', ms(open), '< 2 s')
  const page = await browser.newPage(PAGE)
  await page.goto(url)
  await page.waitForSelector('h1')
  const graph = await timed(
    page,
    () => page.evaluate('location.hash = "#/graph"'),
    'document.querySelector(".graph path")',
  )
  row('the graph of the whole project', ms(graph), '')
  const filter = (value) => page.evaluate(change('Layer', value))
  const filtered = await median(async () => {
    const waited = await inPage(page, filter, 'layer_03')
    await inPage(page, filter, '')
    return waited
  })
  row('filter the graph by a layer', ms(filtered), '< 200 ms')
  const whole = await median(async () => {
    await inPage(page, filter, 'layer_03')
    return inPage(page, filter, '')
  })
  row('show all of it again', ms(whole), '< 200 ms')
  const first = await inPage(page, (text) => page.evaluate(type(text)), 'm_00123')
  row('the first search', ms(first), '')
  const search = await median(async () => {
    await inPage(page, (text) => page.evaluate(type(text)), 'upper label')
    return inPage(page, (text) => page.evaluate(type(text)), 'm_00123 grp')
  })
  row('a search', ms(search), '< 200 ms')
  await browser.close()
}

/** Milliseconds from an action to a condition of the page, seen from outside. */
async function timed(page, act, condition) {
  const began = performance.now()
  await act()
  await page.waitForFunction(condition, undefined, { polling: 'raf' })
  return performance.now() - began
}

/** Milliseconds from an event in the page to the frame after it has been answered. */
async function inPage(page, act, value) {
  await page.evaluate('window.answered = undefined')
  await act(value)
  await page.waitForFunction('window.answered !== undefined')
  return page.evaluate('window.answered')
}

function change(label, value) {
  return `{
    const began = performance.now()
    const select = [...document.querySelectorAll('.filters label')].find((each) => each.firstChild.data === ${JSON.stringify(label)}).querySelector('select')
    select.value = ${JSON.stringify(value)}
    select.dispatchEvent(new Event('change', { bubbles: true }))
    addEventListener('hashchange', () => { ${ANSWER} }, { once: true })
  }`
}

function type(text) {
  return `{
    const began = performance.now()
    const input = document.querySelector('input[type=search]')
    input.value = ${JSON.stringify(text)}
    input.dispatchEvent(new InputEvent('input', { bubbles: true }))
    ${ANSWER}
  }`
}

async function median(measure) {
  const found = []
  for (let i = 0; i < RUNS; i++) found.push(await measure())
  return found.sort((a, b) => a - b)[Math.floor(RUNS / 2)]
}

function ms(milliseconds) {
  return `${milliseconds.toFixed(0)} ms`
}
