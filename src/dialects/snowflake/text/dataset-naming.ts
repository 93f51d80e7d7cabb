import type { DatasetNaming } from '../../../core/ports/target.js'
import { foldIdentifier } from './snowflake-identifier.js'

/**
 * How data catalogs name the tables of an account: `snowflake://MYORG-MYACCOUNT`, and names as Snowflake has them. An account
 * locator gets the region and cloud that it stands for.
 *
 * @see https://openlineage.io/docs/spec/naming
 */
export function datasetNaming(account: string): DatasetNaming {
  return {
    namespace: `snowflake://${accountName(account)}`,
    nameOf: ({ database, schema, name, isExact }) =>
      [foldIdentifier(database), ...[schema, name].map((part) => (isExact ? part : foldIdentifier(part)))].join('.'),
  }
}

/** OpenLineage's own tools write a locator without a region in this way, so that catalogs find the same tables. */
function accountName(account: string): string {
  const [name = '', region, cloud] = account.split('.')
  if (name.includes('-')) return name
  return [name, region ?? 'us-west-1', cloud ?? 'aws'].join('.')
}
