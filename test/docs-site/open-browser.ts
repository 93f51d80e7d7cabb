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

/** The path of a Chromium of this machine; `undefined` when it has none. `KERROS_CHROMIUM` names another. */
export async function findChromium(): Promise<string | undefined> {
  for (const place of PLACES)
    if (
      place &&
      (await access(place).then(
        () => true,
        () => false,
      ))
    )
      return place
  return undefined
}

export async function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: QUIET })
}
