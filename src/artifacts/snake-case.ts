/** An option's name in dbt's spelling: `snowflakeWarehouse` is `snowflake_warehouse`. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** Options by dbt's spelling of their names. Those that are not given are left out; values stay as they are. */
export function snakeCaseKeys(options: { readonly [name: string]: unknown }): { readonly [name: string]: unknown } {
  return Object.fromEntries(
    Object.entries(options)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [snakeCase(name), value]),
  )
}
