import { snowflakeOnServer } from '../snowflake-on-server.js'
import type { LoadEngine } from './load-project.js'

/** The protocol server as an engine that files are loaded into. Its suites have a file each, so that they run side by side. */
export async function snowflakeLoads(): Promise<LoadEngine> {
  return {
    ...(await snowflakeOnServer()),
    skip: [
      {
        reason: 'the protocol server leaves out zeros at the end of a fraction',
        tests: ['a load of files > the rows > have a timestamp of six digits after the point'],
      },
      {
        reason: 'the protocol server finds one column in a file of CSV that has only a header',
        tests: ['files of CSV > rows and lines > a header without rows loads, with a warning'],
      },
      {
        reason: 'the protocol server has 64 bits for a whole number, Snowflake 38 digits',
        tests: ['files of CSV > columns > bigint accepts what is valid, and nothing else'],
      },
      {
        reason: 'the protocol server reads decimals through doubles',
        tests: ['files of Parquet > values > are stored exactly: decimal'],
      },
      {
        reason: 'a VARIANT keeps values, not how they were written',
        tests: ['files of Parquet > values > are stored exactly: JSON as it is written'],
      },
      {
        reason: 'the protocol server keeps six digits of a second',
        tests: [
          'files of Parquet > values > are refused with the file and the column, and without the value: nanoseconds',
        ],
      },
      {
        reason: 'the protocol server does not know BINARY_AS_TEXT',
        tests: ['files of Parquet > values > bytes are text only when the format says so'],
      },
    ],
    microseconds: (column) => `date_part(epoch_microsecond, ${column})`,
  }
}
