/** A path with the home folder in place of a `~` at its start: `~/keys/prod.p8`, not `~somebody`. */
export function expandHome(file: string, homeFolder: string): string {
  return file.replace(/^~(?=$|[/\\])/, () => homeFolder)
}
