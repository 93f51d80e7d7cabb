// Uploads files of several sizes to the S3 server of the tests and compares the peak memory.
import { execFile } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { startPythonServer } from '../../test/servers/python-server.js'

interface Upload {
  readonly isSkipped: boolean
  readonly wallMs: number
  readonly peakMiB: number
}

const MIB = 1024 * 1024
const SIZES = [100, 1024]
/** How much more memory the largest file may take than the smallest. */
const MOST = 1.25

const folder = mkdtempSync(path.join(tmpdir(), 'kerros-bench-ingest-'))
const s3 = await startPythonServer('s3.py', 's3-requirements.txt')
const env = {
  ...process.env,
  AWS_ENDPOINT_URL_S3: s3.url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
}
try {
  await fetch(`${s3.url}/bench`, { method: 'PUT' })
  const peaks: number[] = []
  for (const size of SIZES) {
    const file = path.join(folder, `${size}.csv`)
    await pipeline(Readable.from(ratings(size)), createWriteStream(file))
    const first = await upload(file)
    const again = await upload(file)
    rmSync(file)
    if (first.isSkipped || !again.isSkipped) throw new Error('the second upload, and only that, is to be skipped')
    peaks.push(first.peakMiB)
    const rate = size / (first.wallMs / 1000)
    console.log(
      `${size} MiB: ${(first.wallMs / 1000).toFixed(1)} s (${rate.toFixed(0)} MiB/s), peak ${first.peakMiB.toFixed(0)} MiB; ` +
        `again, skipped: ${(again.wallMs / 1000).toFixed(1)} s, peak ${again.peakMiB.toFixed(0)} MiB`,
    )
  }
  const ratio = peaks.at(-1)! / peaks[0]!
  console.log(`peak memory, largest to smallest: × ${ratio.toFixed(2)} (target ≤ ${MOST})`)
  if (ratio > MOST) process.exitCode = 1
} finally {
  s3.stop()
  rmSync(folder, { recursive: true })
}

async function upload(file: string): Promise<Upload> {
  const program = path.join(import.meta.dirname, 'upload.mjs')
  const { stdout } = await promisify(execFile)(process.execPath, [program, file, `s3://bench/${path.basename(file)}`], {
    env,
  })
  return JSON.parse(stdout) as Upload
}

/** A CSV file of a size, in pieces of a megabyte, no two of them the same. */
function* ratings(mebibytes: number): Generator<Buffer> {
  for (let piece = 0; piece < mebibytes; piece++) {
    yield Buffer.alloc(MIB, `${piece},1193,5.0,978300760\n`)
  }
}
