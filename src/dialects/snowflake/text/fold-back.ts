/** `MOVIE_ID` → `movie_id`; a name with a lower-case letter was quoted on purpose and stays. */
export function foldBack(name: string): string {
  return /[a-z]/.test(name) ? name : name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
