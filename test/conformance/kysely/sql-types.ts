import {
  array,
  bigint,
  binary,
  boolean,
  date,
  decimal,
  double,
  integer,
  json,
  type SqlType,
  timestamp,
  varchar,
} from 'kerros'

/** A type of each family. */
export const TYPES: readonly SqlType[] = [
  ...[integer(), bigint(), double(), boolean(), varchar(), date(), timestamp(), binary(), json(), decimal(12, 2)],
  array(integer()),
].map(({ type }) => type)
