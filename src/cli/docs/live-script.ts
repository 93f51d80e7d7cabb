/**
 * What a served page has besides the site: it reloads when there is a new one, and shows what is wrong while the project cannot
 * be loaded. It runs in the browser, and the server sends it as it is.
 */
export const LIVE_SCRIPT = `(() => {
  let first
  const show = (error) => {
    let box = document.getElementById('kerros-live')
    if (!error) return box?.remove()
    if (!box) {
      box = document.createElement('pre')
      box.id = 'kerros-live'
      box.setAttribute('role', 'alert')
      box.style.cssText =
        'position:fixed;left:0;right:0;bottom:0;z-index:99;max-height:60vh;overflow:auto;margin:0;padding:16px 20px;' +
        'white-space:pre-wrap;overflow-wrap:anywhere;background:#2b0f0d;color:#ffd9d4;border-top:4px solid #ff8a80;' +
        'font:13px/1.5 ui-monospace,Menlo,Consolas,monospace'
      document.body.append(box)
    }
    box.textContent = error
  }
  const events = new EventSource('/live')
  events.onmessage = ({ data }) => {
    const { version, error } = JSON.parse(data)
    first ??= version
    if (version !== first) location.reload()
    else show(error)
  }
})()
`

/** Stands in for the site until there is one. */
export const WAITING_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>No site yet</title></head>
<body>
<h1>No site yet</h1>
<p>It is here as soon as kerros can load the project and write the site.</p>
<script src="/live.js"></script>
</body>
</html>
`

/** A page of the site that also runs the script above: it may ask its own server, and nothing else. */
export function livePage(page: string): string {
  return page
    .replace("default-src 'none';", "default-src 'none'; connect-src 'self';")
    .replace('</body>', '<script src="/live.js"></script>\n</body>')
}
