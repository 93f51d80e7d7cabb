import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { UploadProgress } from '../../../src/core/ports/file-store.js'
import { S3FileStore } from '../../../src/ingest/s3/s3-file-store.js'
import { type S3Server, s3Server } from '../../servers/s3-server.js'

const { skipReason } = await s3Server()
const MIB = 1024 * 1024

let s3: S3Server
let folder: string
let store: S3FileStore
beforeEach(async () => {
  s3 = await s3Server()
  folder = mkdtempSync(path.join(tmpdir(), 'kerros-s3-'))
  process.env['AWS_ENDPOINT_URL_S3'] = s3.endpoint
  process.env['AWS_REGION'] = s3.region
  process.env['AWS_ACCESS_KEY_ID'] = s3.accessKeyId
  process.env['AWS_SECRET_ACCESS_KEY'] = s3.secretAccessKey
  store = new S3FileStore(process.env)
}, 120_000)
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

async function file(name: string, content: string | Uint8Array) {
  await writeFile(path.join(folder, name), content)
  return { path: path.join(folder, name), displayPath: `data/${name}`, url: `s3://${s3.bucket}/in/${name}` }
}

async function object(name: string): Promise<Buffer> {
  const client = new S3Client({ forcePathStyle: true })
  const { Body } = await client.send(new GetObjectCommand({ Bucket: s3.bucket, Key: `in/${name}` }))
  const bytes = await Body!.transformToByteArray()
  client.destroy()
  return Buffer.from(bytes)
}

/** How many bytes an upload sent. */
async function sentBytes(upload: Awaited<ReturnType<typeof file>>): Promise<number> {
  let last: UploadProgress | undefined
  await store.put(upload, {
    onProgress: (progress) => {
      last = progress
    },
  })
  expect(last).toMatchObject({ url: upload.url, bytes: last!.size })
  return last!.sent
}

describe.skipIf(skipReason)('an upload to S3', () => {
  it.each([
    ['nothing', 0],
    ['one piece', 1000],
    ['exactly one part', 8 * MIB],
    ['several parts', 20 * MIB + 1],
  ])('of %s arrives, and the same file again is skipped', async (_, size) => {
    const content = randomBytes(size)
    const upload = await file('a.csv', content)
    expect(await store.put(upload)).toMatchObject({ url: upload.url, size, isSkipped: false })
    expect((await object('a.csv')).equals(content)).toBe(true)
    expect(await store.put(upload)).toMatchObject({ size, isSkipped: true })
    expect(await sentBytes(upload)).toBe(0)
  })

  it.each([1000, 20 * MIB])('sends a file of %i bytes again when one byte of it is another', async (size) => {
    const content = randomBytes(size)
    const before = await store.put(await file('a.csv', content))
    content[size - 1]! ^= 1
    const after = await store.put(await file('a.csv', content))
    expect(after.isSkipped).toBe(false)
    expect(after.etag).not.toBe(before.etag)
    expect((await object('a.csv')).equals(content)).toBe(true)
  })

  it('replaces an object of the same size that something else has put there', async () => {
    const upload = await file('a.csv', 'id\n1\n')
    await fetch(`${s3.endpoint}/${s3.bucket}/in/a.csv`, { method: 'PUT', body: 'id\n2\n' })
    expect((await store.put(upload)).isSkipped).toBe(false)
    expect((await object('a.csv')).toString()).toBe('id\n1\n')
  })

  it('that was interrupted goes on where it was', async () => {
    const content = randomBytes(50 * MIB)
    const upload = await file('a.csv', content)
    const stop = new AbortController()
    const stopped = store.put(upload, { signal: stop.signal, onProgress: ({ sent }) => sent > 0 && stop.abort() })
    await expect(stopped).rejects.toMatchObject({ code: 'E_CANCELLED' })
    expect(await store.stat(upload.url)).toBeUndefined()
    const again = new S3FileStore(process.env)
    let first: UploadProgress | undefined
    let last: UploadProgress | undefined
    const done = await again.put(upload, {
      onProgress: (progress) => {
        if (progress.bytes > 0) first ??= progress
        last = progress
      },
    })
    again.close()
    expect(first!.sent).toBe(0)
    expect(last).toMatchObject({ bytes: 50 * MIB, size: 50 * MIB })
    expect(last!.sent).toBeLessThan(50 * MIB)
    expect(done.isSkipped).toBe(false)
    expect((await object('a.csv')).equals(content)).toBe(true)
  })

  it('of a file that has grown since, where the store keeps no checksums: the next one is skipped', async () => {
    const plain = await withoutChecksums(s3.endpoint)
    process.env['AWS_ENDPOINT_URL_S3'] = plain.url
    const simple = new S3FileStore(process.env)
    const content = randomBytes(24 * MIB)
    const stop = new AbortController()
    const short = await file('a.csv', content.subarray(0, 16 * MIB))
    const stopped = simple.put(short, { signal: stop.signal, onProgress: ({ sent }) => sent > 0 && stop.abort() })
    await expect(stopped).rejects.toMatchObject({ code: 'E_CANCELLED' })
    const grown = await file('a.csv', content)
    let resumed = 0
    await simple.put(grown, {
      onProgress: ({ bytes, sent }) => {
        if (sent === 0) resumed = Math.max(resumed, bytes)
      },
    })
    expect(resumed).toBeGreaterThan(0)
    expect((await object('a.csv')).equals(content)).toBe(true)
    expect((await simple.put(grown)).isSkipped).toBe(true)
    simple.close()
    plain.close()
  })

  it('does not go on with parts of other content', async () => {
    const stop = new AbortController()
    const old = await file('a.csv', randomBytes(40 * MIB))
    await expect(
      store.put(old, { signal: stop.signal, onProgress: ({ sent }) => sent > 0 && stop.abort() }),
    ).rejects.toMatchObject({ code: 'E_CANCELLED' })
    const content = randomBytes(40 * MIB)
    expect(await sentBytes(await file('a.csv', content))).toBe(40 * MIB)
    expect((await object('a.csv')).equals(content)).toBe(true)
  })

  it('sends many files in parallel', async () => {
    const uploads = await Promise.all(Array.from({ length: 20 }, (_, i) => file(`${i}.csv`, `id\n${i}\n`)))
    const done = await Promise.all(uploads.map((upload) => store.put(upload)))
    expect(new Set(done.map(({ etag }) => etag)).size).toBe(20)
    for (const i of [0, 19]) expect((await object(`${i}.csv`)).toString()).toBe(`id\n${i}\n`)
  })

  it('to a bucket that is not there says so', async () => {
    const upload = { ...(await file('a.csv', 'id\n')), url: 's3://no-such-bucket-at-all/a.csv' }
    await expect(store.put(upload)).rejects.toMatchObject({
      code: 'E_STORAGE',
      message:
        'cannot upload data/a.csv to s3://no-such-bucket-at-all/a.csv: there is no bucket "no-such-bucket-at-all"',
    })
  })

  it('of a file that is not there says so', async () => {
    const upload = { path: path.join(folder, 'no.csv'), displayPath: 'data/no.csv', url: `s3://${s3.bucket}/no.csv` }
    await expect(store.put(upload)).rejects.toMatchObject({ code: 'E_FILE_NOT_FOUND' })
  })
})

/** The S3 server without its checksums: it tells none, as some stores do. */
async function withoutChecksums(endpoint: string): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
        /^(x-amz-(checksum|sdk-checksum)|host|connection|content-length|expect|transfer-encoding)/.test(name)
          ? []
          : [[name, String(value)]],
      )
      const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined
      fetch(`${endpoint}${request.url}`, {
        method: request.method!,
        headers,
        ...(body && { body: stripped(request.method === 'POST', body) }),
      }).then(
        async (answer) => {
          const content = Buffer.from(await answer.arrayBuffer())
          const isXml = /xml/.test(answer.headers.get('content-type') ?? '')
          for (const [name, value] of answer.headers)
            if (!/^(x-amz-checksum|connection|transfer-encoding|content-encoding|content-length)/.test(name))
              response.setHeader(name, value)
          if (request.method === 'HEAD') response.setHeader('content-length', answer.headers.get('content-length') ?? 0)
          response.writeHead(answer.status).end(stripped(isXml, content))
        },
        () => response.destroy(),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function stripped(isXml: boolean, body: Buffer): Buffer {
  return isXml ? Buffer.from(body.toString().replace(/<Checksum(\w*)>[^<]*<\/Checksum\1>/g, '')) : body
}

describe('an upload that S3 does not take', () => {
  /** A server that gives every request the same answer. */
  async function answering(status: number, body: string): Promise<{ readonly url: string; close(): void }> {
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(status, { 'content-type': 'application/xml' }).end(body))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      close: () => {
        server.closeAllConnections()
        server.close()
      },
    }
  }

  it('for lack of rights: what is needed, and no secret', async () => {
    const secret = 'SECRETKEYTHATMUSTNOTBESHOWN'
    const server = await answering(
      403,
      `<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message><AWSAccessKeyId>AKIDX</AWSAccessKeyId><StringToSign>${secret}</StringToSign></Error>`,
    )
    process.env['AWS_ENDPOINT_URL_S3'] = server.url
    process.env['AWS_SECRET_ACCESS_KEY'] = secret
    const refused = new S3FileStore(process.env)
    const error: any = await refused.put(await file('a.csv', 'id\n')).catch((thrown) => thrown)
    refused.close()
    server.close()
    expect(error.code).toBe('E_NOT_PERMITTED')
    expect(error.hint).toMatch(/s3:PutObject/)
    expect(JSON.stringify([error.message, error.hint, error.cause])).not.toMatch(secret)
  })

  it('since it cannot be reached: what to look at', async () => {
    const server = await answering(200, '')
    server.close()
    process.env['AWS_ENDPOINT_URL_S3'] = server.url
    const lost = new S3FileStore(process.env)
    await expect(lost.put(await file('a.csv', 'id\n'))).rejects.toMatchObject({
      code: 'E_STORAGE',
      message: expect.stringMatching(/S3 cannot be reached \(ECONNREFUSED\)$/),
      hint: expect.stringMatching(/AWS_ENDPOINT_URL_S3/),
    })
    lost.close()
  })
})
