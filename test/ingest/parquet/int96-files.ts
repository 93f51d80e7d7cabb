/**
 * Parquet files of one column `v` and one row with the timestamp 2024-02-29 23:59:59.123456789 in 96 bits, as pyarrow writes it
 * with use_deprecated_int96_timestamps: DuckDB cannot write such files.
 */
export const INT96_FILES: { readonly [place: string]: Buffer } = {
  'on its own': Buffer.from(
    'UEFSMRUAFSQVJCwVAhUAFQYVBhwAAAACAAAAAgEVAxBdlE4AANKKJQAVBBksNQAYBnNjaGVtYRUCABUGJQIYAXYAFgIZHBkcJgAcFQYZJQYAGRgBdhUAFgIWShZKJghJHBUAFQAVAgA8KQYZJgACAAAAFkoWAiYIFkoAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRkcHAAAAHoAAABQQVIx',
    'base64',
  ),
  'within a list of a struct': Buffer.from(
    'UEFSMRUAFTAVMCwVAhUAFQYVBhwAAAACAAAAAgACAAAAAgQVAxBdlE4AANKKJQAVBBlcNQAYBnNjaGVtYRUCADUCGAF2FQIANQIYAWEVAhUGTDwAAAA1BBgEbGlzdBUCABUGJQIYB2VsZW1lbnQAFgIZHBkcJgAcFQYZJQYAGUgBdgFhBGxpc3QHZWxlbWVudBUAFgIWVhZWJghJHBUAFQAVAgA8KSYCABlWAAAAAAIAAAAWVhYCJggWVgAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGRwcAAAAtQAAAFBBUjE=',
    'base64',
  ),
}
