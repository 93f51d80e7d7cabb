/** A struct of Thrift: its fields by their ids. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>

export type ThriftValue = boolean | bigint | number | Buffer | readonly ThriftValue[] | ThriftStruct

const STRUCT = 12

/**
 * Reads Thrift's compact protocol, in which Parquet files describe themselves. Whole numbers come as bigint, texts as bytes.
 *
 * @see https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export class ThriftReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** @throws RangeError when the bytes end too early. */
  struct(): ThriftStruct {
    const fields = new Map<number, ThriftValue>()
    let id = 0
    for (;;) {
      const header = this.#byte()
      const type = header & 0x0f
      if (type === 0) return fields
      id = header >> 4 === 0 ? Number(this.#zigzag()) : id + (header >> 4)
      // In a struct, the type of a field says which of both it is.
      fields.set(id, type === 1 || type === 2 ? type === 1 : this.#value(type))
    }
  }

  #value(type: number): ThriftValue {
    switch (type) {
      case 1:
      case 2:
        return this.#byte() === 1
      case 3:
        return this.#byte()
      case 4:
      case 5:
      case 6:
        return this.#zigzag()
      case 7: {
        this.#at += 8
        return this.#bytes.readDoubleLE(this.#at - 8)
      }
      case 8:
        return this.#binary()
      case 9:
      case 10:
        return this.#list()
      case 11:
        return this.#map()
      case STRUCT:
        return this.struct()
      default:
        throw new RangeError('no type of Thrift')
    }
  }

  #list(): readonly ThriftValue[] {
    const header = this.#byte()
    const size = header >> 4 === 15 ? Number(this.#varint()) : header >> 4
    if (size > this.#bytes.length) throw new RangeError('a list beyond the end')
    return Array.from({ length: size }, () => this.#value(header & 0x0f))
  }

  #map(): readonly ThriftValue[] {
    const size = Number(this.#varint())
    if (size === 0) return []
    if (size > this.#bytes.length) throw new RangeError('a map beyond the end')
    const types = this.#byte()
    return Array.from({ length: size }, () => [this.#value(types >> 4), this.#value(types & 0x0f)])
  }

  #binary(): Buffer {
    const length = Number(this.#varint())
    if (length > this.#bytes.length - this.#at) throw new RangeError('a text beyond the end')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  #zigzag(): bigint {
    const value = this.#varint()
    return (value >> 1n) ^ -(value & 1n)
  }

  #varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    throw new RangeError('a number without end')
  }

  #byte(): number {
    return this.#bytes.readUInt8(this.#at++)
  }
}
