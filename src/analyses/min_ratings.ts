import { variable } from 'kerros'

/** From how many ratings on a movie is shown in the charts of movies: `--vars '{"min_ratings": 20}'`. */
export const min_ratings = variable('min_ratings', 50)
