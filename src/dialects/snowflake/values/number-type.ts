const NUMBER = /^(?:NUMBER|DECIMAL|NUMERIC)\((\d+),\s*(\d+)\)$/i

/** All digits of a NUMBER, and those after the point. */
export interface NumberDigits {
  readonly precision: number
  readonly scale: number
}

/** The digits of a type that Snowflake describes as `NUMBER(10,2)`; `undefined` for types that are not NUMBER. */
export function numberType(typeName: string): NumberDigits | undefined {
  const found = NUMBER.exec(typeName)
  return found ? { precision: Number(found[1]), scale: Number(found[2]) } : undefined
}
