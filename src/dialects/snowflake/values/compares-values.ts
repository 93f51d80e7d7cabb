/** Types whose values no operator compares, or that no query groups by. */
const INCOMPARABLE = /^(?:GEOGRAPHY|GEOMETRY|VECTOR|FILE|MAP)\b/i

/** Whether two values of the type that Snowflake describes by this name can be compared with each other. */
export function comparesValues(typeName: string): boolean {
  return !INCOMPARABLE.test(typeName)
}
