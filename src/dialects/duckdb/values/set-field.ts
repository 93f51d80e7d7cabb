/** Sets a field of a row, also when its name is `__proto__`, which plain assignment would take for the prototype. */
export function setField(row: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true })
  else row[name] = value
}
