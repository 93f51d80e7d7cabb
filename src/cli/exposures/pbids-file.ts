import type { PowerBiConnection } from '../../core/ports/target.js'

/**
 * The content of a Power BI data source file. Power BI asks for credentials and for the mode, Import or DirectQuery; a file has
 * one connection, and names no tables.
 *
 * @see https://learn.microsoft.com/en-us/power-bi/connect-data/desktop-data-sources#use-pbids-files-to-get-data
 */
export function pbidsFile({ protocol, address }: PowerBiConnection): string {
  const connection = { details: { protocol, address }, options: {} }
  return `${JSON.stringify({ version: '0.1', connections: [connection] }, undefined, 2)}\n`
}
