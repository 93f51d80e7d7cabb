import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { defineProject, type LoadResult, type LoadRunOptions, load } from 'kerros'
import type { Target } from '../../../../src/core/ports/target.js'
import { snowflake } from '../../../../src/dialects/snowflake/snowflake.js'
import { previewLoad } from '../../../../src/runtime/load/preview-load.js'
import { openProject } from '../../../../src/runtime/open/open-project.js'
import { s3Server } from '../../../servers/s3-server.js'
import { type SnowflakeServer, snowflakeServer } from '../../../servers/snowflake-server.js'

/** A folder with files, a database on the protocol server, and a bucket, to load from the one into the other. */
export class LoadScene {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'kerros-load-'))
  readonly data = path.join(this.folder, 'data')
  readonly server: SnowflakeServer
  readonly bucket: string
  readonly target: Target

  private constructor(server: SnowflakeServer, bucket: string) {
    mkdirSync(this.data)
    this.server = server
    this.bucket = bucket
    const { accessUrl, account, username: user, password, database } = server
    this.target = snowflake({ accessUrl, account, user, password, database, schema: 'DEV' })
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

  async write(name: string, content: string): Promise<void> {
    await writeFile(path.join(this.data, name), content)
  }

  async delete(name: string): Promise<void> {
    await rm(path.join(this.data, name))
  }

  /** Gives a file another time, and nothing else. */
  async touch(name: string): Promise<void> {
    const { mtime } = await stat(path.join(this.data, name))
    await utimes(path.join(this.data, name), mtime, new Date(mtime.getTime() + 60_000))
  }

  load(sources: object, options: LoadRunOptions = {}, target: Target = this.target): Promise<LoadResult> {
    return load({ ...this.#about(sources, target), ...options })
  }

  /** What `kerros load --dry-run` says of each file: `items.csv new`. */
  async plan(sources: object, options: LoadRunOptions = {}): Promise<readonly string[]> {
    const about = { ...this.#about(sources, this.target), ...options }
    const { tables } = await previewLoad(await openProject(about), about)
    return tables.flatMap(({ files }) => files.map(({ file, status }) => `${file} ${status}`))
  }

  #about(sources: object, target: Target): LoadRunOptions {
    const project = defineProject({ name: 'scene', models: [{ ...sources }], targets: { prod: target } })
    return { project, cwd: this.folder, data: 'data' }
  }

  /** What the load says of each file: `items.csv new 2`. */
  async statuses(sources: object, options: LoadRunOptions = {}): Promise<readonly string[]> {
    const { tables } = await this.load(sources, options)
    return tables.flatMap(({ files, gone }) => [
      ...files.map(({ file, status, rows }) => `${file} ${status} ${rows}`),
      ...gone.map((file) => `${file} gone`),
    ])
  }

  async rows(sql: string): Promise<readonly { readonly [column: string]: unknown }[]> {
    const warehouse = await this.target.connect({ projectRoot: this.folder, threads: 1 })
    try {
      return await warehouse.withSession(async (session) => (await session.execute(sql)).rows)
    } finally {
      await warehouse.close()
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}
