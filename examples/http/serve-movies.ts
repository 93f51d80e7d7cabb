// Shows: a server for the handler in movies-handler.ts.
//
// Run it from the root of the repository, after `npm run build` and `npm run movielens`:
//   npx esbuild examples/http/serve-movies.ts --bundle --platform=node --format=esm --packages=external | node --input-type=module -
//   curl 'http://localhost:8080/movies?min_ratings=50&limit=3'
// PORT says another port, DATABASE another DuckDB file: target/movielens.duckdb after `npm run movielens -- --data DIR`.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { duckdb } from 'kerros/duckdb'
import { moviesHandler } from './movies-handler.js'

const target = duckdb({ path: process.env.DATABASE ?? 'target/movielens_sample.duckdb' })
const movies = moviesHandler(target)
const server = createServer(movies.handle)

server.listen(Number(process.env.PORT ?? 8080), () =>
  console.log(`http://localhost:${(server.address() as AddressInfo).port}/movies`),
)

// Nothing keeps the process once the server and the database are closed.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    server.close(() => movies.close())
    server.closeAllConnections()
  })
