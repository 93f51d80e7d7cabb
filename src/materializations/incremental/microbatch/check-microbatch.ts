import type { BatchSize } from '../../../core/batches/batch-size.js'
import type { Diagnostic } from '../../../core/errors/index.js'
import type { OutputColumn } from '../../../core/infer/output-column.js'

/** What cannot be computed in batches. */
export function checkMicrobatch(
  { eventTime, batchSize }: { readonly eventTime: string; readonly batchSize: BatchSize },
  columns: readonly OutputColumn[],
  used: ReadonlySet<string>,
  name: string,
): readonly Diagnostic[] {
  const helpers = ['since', 'touched'].filter((helper) => used.has(helper))
  const isDate = columns.find((column) => column.name === eventTime)?.type?.name === 'date'
  return [
    ...helpers.map(
      (helper): Diagnostic => ({
        code: 'E_INVALID_DEFINITION',
        message: `"${name}" uses ${helper}(…), and the strategy "microbatch" chooses the rows of each batch itself`,
        hint: `Leave it out. Inputs with the option \`eventTime\` are read batch by batch.`,
      }),
    ),
    ...(isDate && batchSize === 'hour'
      ? [
          {
            code: 'E_INVALID_OPTION',
            message: `"${name}" has batches of an hour, and its event time "${eventTime}" is a date`,
            names: ['batchSize'],
            hint: "Use batchSize: 'day', or a timestamp as eventTime.",
          } as const,
        ]
      : []),
  ]
}
