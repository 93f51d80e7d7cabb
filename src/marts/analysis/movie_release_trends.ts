import { count, notNull, rowNumber, table, unique } from 'kerros'
import { avgExact } from 'kerros/macros'
import { src_movies } from '../../staging/src_movies.js'

export const movie_release_trends = table(
  { m: src_movies },
  (db) =>
    db
      .with('years', (cte) =>
        cte
          .selectFrom('m')
          .where('m.release_year', 'is not', null)
          .groupBy('m.release_year')
          .select((eb) => [
            eb.ref('m.release_year').$notNull().as('release_year'),
            count().as('movie_count'),
            rowNumber()
              .over((w) => w.orderBy(eb.ref('m.release_year')))
              .as('position'),
          ]),
      )
      .selectFrom('years as y')
      .innerJoin('years as past', (join) =>
        join.on((eb) => eb.between('past.position', eb('y.position', '-', 4), eb.ref('y.position'))),
      )
      .groupBy(['y.release_year', 'y.movie_count'])
      .select((eb) => ['y.release_year', 'y.movie_count', avgExact(eb.ref('past.movie_count')).as('moving_avg_5y')]),
  {
    description: 'Releases by year. Movies whose title has no year are left out.',
    columns: {
      release_year: { description: 'Year of release.', tests: [notNull(), unique()] },
      movie_count: { description: 'How many movies were released in the year.' },
      moving_avg_5y: {
        description: 'Average over this and the four preceding years that have movies, to four digits.',
      },
    },
  },
)
