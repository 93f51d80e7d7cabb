/** The credentials that a URL may contain: a name and a password before the host, and secrets among its parameters. */
const USER = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#'"<>]*@/gi
const PARAMETER =
  /([?&](?:[a-z_-]*(?:token|password|passwd|secret|signature|credential)|sig|pwd|api_?key)=)[^&\s#'"<>]*/gi

/** Removes the credentials from the URLs in a string: `https://me:secret@host/` becomes `https://…@host/`. */
export function withoutCredentials(text: string): string {
  return text.includes('://') ? text.replace(USER, '$1…@').replace(PARAMETER, '$1…') : text
}
