import { variable } from 'kerros'

/** The genre whose best movies are shown: `--vars '{"genre": "Comedy"}'`. */
export const genre = variable('genre', 'Drama')
