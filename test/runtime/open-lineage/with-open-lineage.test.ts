import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { duckdb } from '../../../src/dialects/duckdb/index.js'
import { count, defineProject, source, table, varchar } from '../../../src/index.js'
import { openProject } from '../../../src/runtime/open/open-project.js'
import { openLineageOptions } from '../../../src/runtime/open-lineage/open-lineage-options.js'
import { withOpenLineage } from '../../../src/runtime/open-lineage/with-open-lineage.js'
import { runCommand } from '../../../src/runtime/run/run-command.js'

interface Posted {
  readonly headers: IncomingMessage['headers']
  readonly path: string | undefined
  readonly event: any
}

let server: Server | undefined

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

/** A server that takes events and answers with the given codes, then with 201. */
async function catalog(...codes: readonly number[]): Promise<{ readonly url: string; readonly posted: Posted[] }> {
  const posted: Posted[] = []
  const answers = [...codes]
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const code = answers.shift() ?? 201
      if (code < 300) posted.push({ headers: request.headers, path: request.url, event: JSON.parse(body) })
      response.writeHead(code).end()
    })
  })
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, posted }
}

const raw = source('raw', { words: { word: varchar() } })
const counts = table({ w: raw.words }, (db) =>
  db
    .selectFrom('w')
    .groupBy('w.word')
    .select(['w.word', count().as('n')]),
)

async function build(url: string, env: { readonly [name: string]: string } = {}) {
  const opened = await openProject({
    project: defineProject({
      name: 'shop',
      models: [{ counts, words: raw.words }],
      targets: { dev: duckdb({ path: ':memory:' }) },
    }),
  })
  const options = openLineageOptions(url, env)
  return withOpenLineage(options, { command: 'build', opened, reporter: undefined }, (reporter) =>
    runCommand('build', opened, { reporter }),
  )
}

describe('withOpenLineage', () => {
  it('posts the events of a run in order, each once, with the key', async () => {
    const { url, posted } = await catalog()
    const { outcome, unsent } = await build(url, { OPENLINEAGE_API_KEY: 'key' })
    expect(unsent).toBeUndefined()
    // There is no table of words.
    expect(outcome.ok).toBe(false)
    expect(posted.map(({ event }) => [event.job.name, event.eventType])).toEqual([
      ['dev.shop.build', 'START'],
      ['dev.model.shop.counts', 'START'],
      ['dev.model.shop.counts', 'FAIL'],
      ['dev.shop.build', 'FAIL'],
    ])
    expect(posted[0]).toMatchObject({ path: '/api/v1/lineage', headers: { authorization: 'Bearer key' } })
    const { run, inputs, outputs } = posted[2]!.event
    expect(run.facets.errorMessage.message).toMatch(/reads the source "raw.words", which does not exist/)
    expect(run.facets.parent.run.runId).toBe(posted[0]!.event.run.runId)
    expect(inputs).toMatchObject([{ namespace: 'duckdb://:memory:', name: 'memory.raw.words' }])
    expect(outputs).toEqual([])
  })

  it('tries again when the server is busy', async () => {
    const { url, posted } = await catalog(503, 429)
    const { unsent } = await build(url)
    expect(unsent).toBeUndefined()
    expect(posted).toHaveLength(4)
  })

  it('says so when the server refuses an event, and sends no others', async () => {
    const { url, posted } = await catalog(404, 404, 404)
    const { outcome, unsent } = await build(url.replace('http://', 'http://me:secret@'))
    expect(outcome.nodes.map(({ status }) => status)).toEqual(['error'])
    expect(unsent).toMatchObject({ code: 'E_OPENLINEAGE' })
    expect(unsent!.message).toMatch(/^OpenLineage events cannot be sent to http:\/\/…@127.*: it answers 404$/)
    expect(posted).toEqual([])
  })

  it('says so when there is no server, and the run is as without events', async () => {
    const { url } = await catalog()
    server!.close()
    const { outcome, unsent } = await build(url)
    expect(outcome.nodes.map(({ status }) => status)).toContain('error')
    expect(unsent).toMatchObject({ code: 'E_OPENLINEAGE', message: expect.stringMatching(/no connection/) })
  })

  it('logs in with the name and password of the address', async () => {
    const { url, posted } = await catalog()
    await build(url.replace('http://', 'http://me:s%20cret@'))
    const authorization = `Basic ${Buffer.from('me:s cret').toString('base64')}`
    expect(posted[0]!.headers).toMatchObject({ authorization })
  })

  it('says that a command has failed that ends without a result', async () => {
    const { url, posted } = await catalog()
    const opened = await openProject({
      project: defineProject({
        name: 'shop',
        models: [{ counts, words: raw.words }],
        targets: { dev: duckdb({ path: ':memory:' }) },
      }),
    })
    const work = withOpenLineage(
      openLineageOptions(url, {}),
      { command: 'build', opened, reporter: undefined },
      async (reporter) => {
        await runCommand('build', opened, {
          reporter: {
            onRunStart: (plan) => {
              reporter?.onRunStart?.(plan)
              throw new Error('the disk is full')
            },
          },
        })
      },
    )
    await expect(work).rejects.toThrow('the disk is full')
    expect(posted.map(({ event }) => event.eventType)).toEqual(['START', 'FAIL'])
    // What may contain anything is not sent.
    expect(JSON.stringify(posted)).not.toContain('disk')
  })
})
