import * as zlib from 'node:zlib'

/** Content codings of this Node, which is the server's too. */
export const CODINGS: readonly string[] = ['gzip', 'br', ...('createZstdCompress' in zlib ? ['zstd'] : [])]
