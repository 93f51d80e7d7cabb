/**
 * Writes a kerros project of small models in 20 layers.
 *
 * @param count The number of models.
 */
export function generateProject(folder: string, count: number): void
