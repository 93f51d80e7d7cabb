import { describe, expect, it } from 'vitest'
import { snowflake } from '../../../../src/dialects/snowflake/index.js'
import { datasetNaming } from '../../../../src/dialects/snowflake/text/dataset-naming.js'

describe('datasetNaming', () => {
  it.each([
    ['MYORG-MY_ACCOUNT', 'snowflake://MYORG-MY_ACCOUNT'],
    ['myorg-account.privatelink', 'snowflake://myorg-account'],
    ['xy12345', 'snowflake://xy12345.us-west-1.aws'],
    ['xy12345.us-east-1', 'snowflake://xy12345.us-east-1.aws'],
    ['xy12345.east-us-2.azure', 'snowflake://xy12345.east-us-2.azure'],
  ])('writes the account %s as %s', (account, namespace) => {
    expect(datasetNaming(account).namespace).toBe(namespace)
  })

  it('writes names as Snowflake has them', () => {
    const { nameOf } = datasetNaming('myorg-account')
    expect(nameOf({ database: 'movielens', schema: 'dev', name: 'dim_movies' })).toBe('MOVIELENS.DEV.DIM_MOVIES')
    const exact = { database: 'movielens', schema: 'dev', name: 'dimMovies', isExact: true }
    expect(nameOf(exact)).toBe('MOVIELENS.dev.dimMovies')
  })

  it('takes the account of the target', async () => {
    const target = snowflake({ account: 'MYORG-ACCOUNT', database: 'MOVIELENS', schema: 'DEV' })
    expect(await target.datasetNaming!('.')).toMatchObject({ namespace: 'snowflake://MYORG-ACCOUNT' })
  })
})
