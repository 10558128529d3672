import type { FileBody, ResponseBody } from '@tsgi/spec'
import type { Answer } from './answer.ts'
import type { CheckTable, ValueCheck } from './check.ts'
import { isStreamed } from './content.ts'
import { show } from './show.ts'

type FileSystem = typeof import('node:fs')

/** Bytes of the first chunk that are held against the file. */
const COMPARED_BYTES = 1024

const ABSOLUTE_PATH = /^(?:\/|[A-Za-z]:[\\/]|\\\\)/

/** What must hold for the hint of a `FileBody` when it is returned. */
export const fileBodyChecks: ReadonlyArray<ValueCheck<Answer>> = [
  {
    id: 'file-hint',
    rule: 'BODY-17',
    side: 'application',
    level: 'must',
    description: '`file` of a body has an absolute `path`, and integers `start` and `end` in order',
    test({ response: { body } }) {
      const file = fileOf(body)
      if (!file) return undefined
      const { path, start, end } = file
      const isRange = Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start <= end
      if (isRange && typeof path === 'string' && ABSOLUTE_PATH.test(path)) return undefined
      return `body.file has path ${show(path)}, start ${show(start)}, end ${show(end)}, expected an absolute path and 0 <= start <= end`
    },
  },
  {
    id: 'file-exists',
    rule: 'BODY-17',
    side: 'application',
    level: 'must',
    description: 'the file of a body exists and holds the range',
    test({ response: { body } }) {
      const file = fileOf(body)
      const fs = fileSystem()
      if (!file || !fs) return undefined
      const stats = fs.statSync(file.path, { throwIfNoEntry: false })
      if (!stats?.isFile()) return `body.file.path is ${show(file.path)}, expected an existing regular file`
      if (file.end <= stats.size) return undefined
      return `body.file.end is ${file.end}, expected at most the ${stats.size} bytes of the file`
    },
  },
]

/** What shows when a `FileBody` is read. */
export const fileReadChecks: CheckTable<'content'> = {
  content: {
    id: 'file-content',
    rule: 'BODY-17',
    side: 'application',
    level: 'must',
    description: 'the bytes of a body with `file` are those of the file',
  },
}

/** The hint of a body, if it has one. */
export function fileOf(body: ResponseBody): FileBody['file'] | undefined {
  return isStreamed(body) ? (body as Partial<FileBody>).file : undefined
}

/**
 * Says how the first chunk of a body differs from its file; `undefined` when it does not, or nobody can tell.
 */
export function fileContentFault(file: FileBody['file'], chunk: string | Uint8Array): string | undefined {
  const fs = fileSystem()
  if (typeof chunk === 'string') return 'body.file describes a body that gives strings, expected bytes'
  if (!fs) return undefined
  const expected = readStart(fs, file, Math.min(chunk.byteLength, COMPARED_BYTES))
  const differsAt = expected.findIndex((byte, index) => byte !== chunk[index])
  if (differsAt < 0) return undefined
  return `byte ${differsAt} of the body is not that of the file at ${file.start + differsAt}: a body that changes what it reads is no FileBody`
}

/** Says whether a body with a file gave another number of bytes than the file's range has. */
export function fileLengthFault({ start, end }: FileBody['file'], bytes: number): string | undefined {
  return bytes === end - start
    ? undefined
    : `the body gave ${bytes} bytes, expected the ${end - start} from start to end of its file`
}

function readStart(fs: FileSystem, { path, start }: FileBody['file'], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  const handle = fs.openSync(path, 'r')
  try {
    fs.readSync(handle, bytes, 0, length, start)
  } finally {
    fs.closeSync(handle)
  }
  return bytes
}

/**
 * The file system where there is one, without an import that would fail elsewhere, and without waiting: a
 * synchronous application stays synchronous, and a server that sends the file itself never iterates.
 */
function fileSystem(): FileSystem | undefined {
  return typeof process === 'object' ? process.getBuiltinModule?.('node:fs') : undefined
}
