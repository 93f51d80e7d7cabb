import { foreignKey, incremental, table, view } from 'kerros'
import { describe, it } from 'vitest'
import { src_movies, src_ratings } from './movies.js'

const query = (db: any) => db.selectFrom('r').selectAll()

describe('constraints', () => {
  it('name columns of the row, and of the other relation by its row', () => {
    table({ r: src_ratings }, (db) => db.selectFrom('r').select(['r.user_id', 'r.movie_id as film', 'r.rating']), {
      constraints: {
        notNull: ['user_id', 'film'],
        primaryKey: ['user_id', 'film'],
        unique: ['film', ['user_id', 'film']],
        foreignKey: [foreignKey(src_movies, { film: 'movie_id' })],
        check: { known: (eb) => eb('rating', '>=', 0) },
      },
    })
    incremental({ r: src_ratings }, (db) => db.selectFrom('r').select(['r.user_id', 'r.movie_id']), {
      strategy: 'append',
      constraints: { foreignKey: [foreignKey(src_movies, 'movie_id', { rely: true })], notNull: 'movie_id' },
    })
  })

  it('refuse names that the row does not have, each at its own line', () => {
    table({ r: src_ratings }, (db) => db.selectFrom('r').select(['r.user_id', 'r.movie_id']), {
      constraints: {
        // @ts-expect-error There is no such column in the row.
        primaryKey: ['user'],
      },
    })
    table({ r: src_ratings }, (db) => db.selectFrom('r').select(['r.user_id', 'r.movie_id']), {
      constraints: {
        // @ts-expect-error There is no such column in the row.
        notNull: 'rating',
      },
    })
    table({ r: src_ratings }, (db) => db.selectFrom('r').select(['r.user_id', 'r.movie_id']), {
      constraints: {
        // @ts-expect-error There is no such column in the row.
        unique: [['user_id', 'film']],
      },
    })
    table({ r: src_ratings }, (db) => db.selectFrom('r').select(['r.user_id']), {
      constraints: {
        // @ts-expect-error There is no such column in the row.
        foreignKey: [foreignKey(src_movies, 'movie_id')],
      },
    })
    table({ r: src_ratings }, (db) => db.selectFrom('r').select(['r.user_id']), {
      constraints: {
        check: {
          // @ts-expect-error There is no such column in the row.
          known: (eb) => eb('rating', '>=', 0),
        },
      },
    })
  })

  it('refuse columns that the other relation does not have, or of another type', () => {
    // @ts-expect-error There is no such column.
    foreignKey(src_movies, 'film')
    // @ts-expect-error There is no such column.
    foreignKey(src_movies, { film: 'film' })
    table({ r: src_ratings }, (db) => db.selectFrom('r').select(['r.user_id']), {
      constraints: {
        // @ts-expect-error A title is not a number.
        foreignKey: [foreignKey(src_movies, { user_id: 'title' })],
      },
    })
  })

  it('have no other kinds', () => {
    // @ts-expect-error There is no such constraint.
    table({ r: src_ratings }, query, { constraints: { references: [] } })
    // A view is refused when the project is loaded.
    view({ r: src_ratings }, (db) => db.selectFrom('r').select('r.user_id'), { constraints: { primaryKey: 'user_id' } })
  })
})
