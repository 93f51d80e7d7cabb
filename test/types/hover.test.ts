import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { runCompiler } from './type-check.js'

it('an editor shows a definition with its row as a plain object type', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kerros-hover-'))
  try {
    expect(await runCompiler('typescript', ['-p', 'test/types/hover', '--outDir', folder])).toBe('')
    const shown = await readFile(path.join(folder, 'test/types/hover/models.d.ts'), 'utf8')
    expect(shown).toMatchInlineSnapshot(`
      "export declare const raw: {
          readonly raw_ratings: import("kerros").Source<{
              userId: number;
              movieId: number;
              rating: number;
              timestamp: Date;
          }>;
          readonly raw_links: import("kerros").Source<{
              movieId: number;
              imdbId: string;
              tmdbId: number | null;
              payload: import("kerros").Json;
          }>;
      };
      export declare const levels: import("kerros").Seed<{
          level: "high" | "low";
          since: \`\${number}-\${number}-\${number}\` | null;
      }>;
      export declare const src_ratings: import("kerros").Model<{
          movie_id: number;
          rated_at: Date;
          rating: number;
          user_id: number;
      }>;
      export declare const all_links: import("kerros").Model<{
          movieId: number;
          imdbId: string;
          tmdbId: number | null;
          payload: import("kerros").Json;
      }>;
      export declare const rated_links: import("kerros").Model<{
          imdb_id: string | null;
          movie_id: number;
          position: number;
          row_key: string;
      }>;
      export declare const best_ratings: import("kerros").Model<{
          movie_id: number;
          position: number;
          rated_at: Date;
          rating: number;
          user_id: number;
      }>;
      export declare const movie_ratings: import("kerros").Model<{
          avg_rating: number;
          last_rated_at: Date;
          movie_id: number;
          tmdb_id: number | null;
      }>;
      export declare const inlined: import("kerros").Model<{
          movie_id: number;
          tmdb_id: number;
      }>;
      export declare const history: import("kerros").Snapshot<{
          avg_rating: number;
          dbt_valid_from: Date;
          last_rated_at: Date;
          movie_id: number;
          scd_id: string;
          scd_updated_at: Date;
          tmdb_id: number | null;
          valid_to: Date | null;
      }>;
      export declare const best: import("kerros").Analysis<{
          avg_rating: number;
          movie_id: number;
      }>;
      export declare const at_least: import("kerros").Variable<number>;
      "
    `)
  } finally {
    await rm(folder, { recursive: true })
  }
}, 60_000)
