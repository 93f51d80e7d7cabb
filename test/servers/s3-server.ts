import { randomUUID } from 'node:crypto'
import { askServer } from './ask-server.js'

/** An S3 server with a bucket of its own, which the protocol server reads as `s3://<bucket>/`. */
export interface S3Server {
  /** Why there is no server: `describe.skipIf(server.skipReason)`. Never in CI, where that is a failure. */
  readonly skipReason: string | undefined
  readonly endpoint: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** An empty bucket that no other test has. */
  readonly bucket: string
}

/** The S3 server, started at the first call. It checks no credentials; clients need `forcePathStyle`. */
export async function s3Server(): Promise<S3Server> {
  const answer = await askServer('s3')
  const endpoint = 'url' in answer ? answer.url : ''
  const bucket = `test-${randomUUID()}`
  if (endpoint) {
    const made = await fetch(`${endpoint}/${bucket}`, { method: 'PUT' })
    if (!made.ok) throw new Error(`the S3 server made no bucket: ${await made.text()}`)
  }
  return {
    skipReason: 'url' in answer ? undefined : answer.skipReason,
    endpoint,
    region: 'us-east-1',
    accessKeyId: 'test',
    secretAccessKey: 'test',
    bucket,
  }
}
