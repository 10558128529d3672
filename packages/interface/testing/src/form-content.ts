import { Buffer } from 'node:buffer'
import { randomUUID } from 'node:crypto'

/** A file among the fields of a form. */
export interface FormFile {
  /** Name that the client says the file has. */
  readonly filename: string
  /** What is in it; text is sent as UTF-8. */
  readonly content: string | Uint8Array
  /** Its media type. Default `application/octet-stream`. */
  readonly type?: string
}

/** Fields by name; an array gives a field several times, in this order. */
export type FormFields = Readonly<Record<string, string | readonly string[]>>

/** Fields and files by name; an array gives a field several times, in this order. */
export type MultipartFields = Readonly<Record<string, string | FormFile | ReadonlyArray<string | FormFile>>>

/** Content with its media type. */
export interface TypedContent {
  readonly type: string
  readonly content: string | Uint8Array
}

/** A form as browsers send it: `application/x-www-form-urlencoded`. */
export function urlencodedContent(fields: FormFields): TypedContent {
  const pairs = Object.entries(fields).flatMap(([name, given]) =>
    [given].flat().map((value): [string, string] => [name, value]),
  )
  return { type: 'application/x-www-form-urlencoded', content: new URLSearchParams(pairs).toString() }
}

/** A form as browsers send it when it has files. @see RFC 7578 */
export function multipartContent(fields: MultipartFields): TypedContent {
  const boundary = `----tsgi-testing-${randomUUID()}`
  const parts = Object.entries(fields).flatMap(([name, given]) =>
    (Array.isArray(given)
      ? (given as ReadonlyArray<string | FormFile>)
      : [given as string | FormFile]
    ).flatMap((value) => [
      Buffer.from(`--${boundary}\r\n${partHead(name, value)}\r\n\r\n`),
      partContent(value),
      Buffer.from('\r\n'),
    ]),
  )
  const content = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)])
  return { type: `multipart/form-data; boundary=${boundary}`, content }
}

function partHead(name: string, value: string | FormFile): string {
  const disposition = `content-disposition: form-data; name="${escaped(name)}"`
  if (typeof value === 'string') return disposition
  const { filename, type = 'application/octet-stream' } = value
  return `${disposition}; filename="${escaped(filename)}"\r\ncontent-type: ${type}`
}

function partContent(value: string | FormFile): Uint8Array {
  return Buffer.from((typeof value === 'string' ? value : value.content) as Uint8Array)
}

/** As HTML says (§4.10.21.8, "multipart/form-data"): what could end the name or the line. */
function escaped(text: string): string {
  return text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')
}
