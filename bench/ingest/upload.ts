// Uploads one file as `kerros load` does, and says what the process used: run by main.ts as a process of its own.
import { S3FileStore } from '../../src/ingest/s3/s3-file-store.js'

const [path, url] = process.argv.slice(2) as [string, string]
const store = new S3FileStore(process.env)
const began = performance.now()
const { isSkipped } = await store.put({ path, displayPath: path, url })
store.close()
const { maxRSS } = process.resourceUsage()
console.log(JSON.stringify({ isSkipped, wallMs: performance.now() - began, peakMiB: maxRSS / 1024 }))
