// Shows: a typed HTTP handler that reads a mart. `connect` gives a Kysely over just `movie_analysis`, with the row type
// that the model's query has: a column that is renamed in the model is a type error here. See serve-movies.ts to run it.
import type { RequestListener } from 'node:http'
import { connect, type RowType, type Target } from 'kerros'
import { movie_analysis } from 'kerros/movielens'

/** A movie as the handler sends it. */
export type Movie = Pick<
  RowType<typeof movie_analysis>,
  'movie_id' | 'movie_title' | 'average_rating' | 'total_ratings'
>

/** Answers `GET /movies?min_ratings=50&limit=20` with the best rated movies. */
export function moviesHandler(target: Target): { readonly handle: RequestListener; close(): Promise<void> } {
  // Opened once, for reading only: several processes can read one DuckDB file.
  const db = connect(target, { movie_analysis })

  const bestMovies = (minRatings: number, limit: number): Promise<Movie[]> =>
    db
      .selectFrom('movie_analysis')
      .select(['movie_id', 'movie_title', 'average_rating', 'total_ratings'])
      .where('total_ratings', '>=', minRatings)
      .orderBy('average_rating', 'desc')
      .orderBy('movie_id')
      .limit(limit)
      .execute()

  const handle: RequestListener = async (request, response) => {
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    if (request.method !== 'GET' || pathname !== '/movies') return send(404, { error: 'not found' })
    const minRatings = Number(searchParams.get('min_ratings') ?? 50)
    const limit = Number(searchParams.get('limit') ?? 20)
    if (!Number.isInteger(minRatings) || !Number.isInteger(limit) || limit < 1 || limit > 100)
      return send(400, { error: 'min_ratings and limit (1 to 100) are whole numbers' })
    try {
      send(200, await bestMovies(minRatings, limit))
    } catch (error) {
      console.error(error)
      send(500, { error: 'the movies cannot be read' })
    }
  }
  return { handle, close: () => db.destroy() }
}
