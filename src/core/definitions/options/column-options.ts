/** Options of what is built whose value is a name of one of its columns, or a list of them. */
export const COLUMN_OPTIONS: readonly string[] = [
  'uniqueKey',
  'groupKey',
  'partitionBy',
  'watermark',
  'eventTime',
  'mergeUpdateColumns',
  'mergeExcludeColumns',
  'clusterBy',
  'updatedAt',
  'checkColumns',
]

/** Options whose keys are names of columns. */
export const OPTIONS_BY_COLUMN: readonly string[] = ['maskingPolicies', 'columns', 'contract']
