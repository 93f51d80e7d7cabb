import { access } from 'node:fs/promises'
import { type Browser, chromium } from 'playwright-core'

const PLACES = [
  process.env['KERROS_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

/** Keeps a browser on a machine without network from asking for anything by itself. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * The path of a Chromium of this machine; `KERROS_CHROMIUM` names another. Without one it says what is skipped, and may be
 * missing in CI, where none can be installed without a package mirror.
 */
export async function findChromium(): Promise<string | undefined> {
  for (const place of PLACES) if (place && (await isThere(place))) return place
  process.stderr.write('\n!!! SKIPPED: every test of the documentation site, because there is no Chromium.\n\n')
  return undefined
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

export async function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: QUIET })
}
