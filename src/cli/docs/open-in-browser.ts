import { spawn } from 'node:child_process'

/** Opens a page in the browser of the system; without one, the address is on the terminal. */
export function openInBrowser(url: string, platform: NodeJS.Platform = process.platform): void {
  const [program, ...args] =
    platform === 'darwin' ? ['open', url] : platform === 'win32' ? ['cmd', '/c', 'start', '', url] : ['xdg-open', url]
  const child = spawn(program!, args, { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}
