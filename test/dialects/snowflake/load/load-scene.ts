import { snowflake } from '../../../../src/dialects/snowflake/snowflake.js'
import { LoadProject, newFolder } from '../../../conformance/loads/load-project.js'
import { s3Server } from '../../../servers/s3-server.js'
import { type SnowflakeServer, snowflakeServer } from '../../../servers/snowflake-server.js'

/** A folder with files, a database on the protocol server, and a bucket, to load from the one into the other. */
export class LoadScene extends LoadProject {
  readonly server: SnowflakeServer
  readonly bucket: string

  private constructor(server: SnowflakeServer, bucket: string) {
    const { accessUrl, account, username: user, password, database } = server
    super(newFolder(), snowflake({ accessUrl, account, user, password, database, schema: 'DEV' }))
    this.server = server
    this.bucket = bucket
  }

  /** Lets the AWS SDK find the test's S3 server, as it would another store: by the environment. */
  static async open(): Promise<LoadScene> {
    const s3 = await s3Server()
    process.env['AWS_ENDPOINT_URL_S3'] = s3.endpoint
    process.env['AWS_REGION'] = s3.region
    process.env['AWS_ACCESS_KEY_ID'] = s3.accessKeyId
    process.env['AWS_SECRET_ACCESS_KEY'] = s3.secretAccessKey
    return new LoadScene(await snowflakeServer(), s3.bucket)
  }
}
