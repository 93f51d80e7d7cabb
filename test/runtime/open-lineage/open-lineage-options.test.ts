import { describe, expect, it } from 'vitest'
import { openLineageOptions } from '../../../src/runtime/open-lineage/open-lineage-options.js'

const RUN = '01936f5e-7a4b-7c3e-9d2f-0a1b2c3d4e5f'

describe('openLineageOptions', () => {
  it('wants no events unless an address or a file is given', () => {
    expect(openLineageOptions(undefined, {})).toBeUndefined()
    expect(openLineageOptions(undefined, { OPENLINEAGE_URL: '' })).toBeUndefined()
  })

  it('takes the address from the variable, with the endpoint below it', () => {
    const { to, jobNamespace, apiKey } = openLineageOptions(undefined, { OPENLINEAGE_URL: 'http://catalog:5000' })!
    expect(String(to)).toBe('http://catalog:5000/api/v1/lineage')
    expect(jobNamespace).toBe('kerros')
    expect(apiKey).toBeUndefined()
  })

  it.each([
    ['http://catalog/', undefined, 'http://catalog/api/v1/lineage'],
    ['http://catalog/below', '/events', 'http://catalog/below/events'],
    ['https://catalog/api/v1/lineage', undefined, 'https://catalog/api/v1/lineage'],
    ['https://catalog/api/v1/lineage?version=2', '', 'https://catalog/api/v1/lineage?version=2'],
  ])('makes of the address %s and the endpoint %s: %s', (address, endpoint, made) => {
    expect(String(openLineageOptions(address, { OPENLINEAGE_ENDPOINT: endpoint })?.to)).toBe(made)
  })

  it('reads a file from the option alone', () => {
    expect(openLineageOptions('target/events.ndjson', {})?.to).toBe('target/events.ndjson')
    expect(() => openLineageOptions(undefined, { OPENLINEAGE_URL: 'target/events.ndjson' })).toThrow(
      expect.objectContaining({ code: 'E_INVALID_OPTION' }),
    )
  })

  it('prefers the option to the variables, also where these turn events off', () => {
    const env = { OPENLINEAGE_DISABLED: 'true', OPENLINEAGE_URL: 'http://catalog' }
    expect(openLineageOptions(undefined, env)).toBeUndefined()
    expect(openLineageOptions('events.ndjson', env)?.to).toBe('events.ndjson')
  })

  it('reads the namespace, the key and the runs around the command', () => {
    const env = {
      OPENLINEAGE_API_KEY: 'key',
      OPENLINEAGE_NAMESPACE: 'warehouse',
      OPENLINEAGE_PARENT_ID: `airflow://prod/daily.build/${RUN}`,
      OPENLINEAGE_ROOT_PARENT_ID: `airflow/daily/${RUN}`,
    }
    expect(openLineageOptions('http://catalog', env)).toMatchObject({
      apiKey: 'key',
      jobNamespace: 'warehouse',
      parent: { runId: RUN, job: { namespace: 'airflow://prod', name: 'daily.build' } },
      root: { runId: RUN, job: { namespace: 'airflow', name: 'daily' } },
    })
  })

  it.each(['daily.build', `daily.build/${RUN}`, 'airflow/daily.build/17', `/daily.build/${RUN}`, `airflow//${RUN}`])(
    'refuses %s as the run around the command',
    (text) => {
      expect(() => openLineageOptions('http://catalog', { OPENLINEAGE_PARENT_ID: text })).toThrow(
        'the variable OPENLINEAGE_PARENT_ID does not name a run',
      )
    },
  )

  it.each(['ftp://catalog', 'http://', 'kafka://broker:9092'])('refuses the address %s', (address) => {
    expect(() => openLineageOptions(address, {})).toThrow(expect.objectContaining({ code: 'E_INVALID_OPTION' }))
  })

  it('repeats no password of an address that it refuses', () => {
    expect(() => openLineageOptions('ftp://me:secret@catalog', {})).toThrow('"ftp://…@catalog"')
  })
})
