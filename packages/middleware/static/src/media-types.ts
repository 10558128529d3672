import { parseMediaType } from '@tsgi/fields/media-type'
import { MIME_DATA } from './mime-data.ts'

const UNKNOWN = 'application/octet-stream'

/** Tells the value of `content-type` by the name of a file. */
export interface MediaTypes {
  /** The value of `content-type`: `'text/html; charset=utf-8'`; `application/octet-stream` for what is unknown. */
  readonly of: (name: string) => string
  /** Whether the extension of the name, if it has one, is known and stands for something else than a page. */
  readonly isAsset: (name: string) => boolean
}

/**
 * Makes a table of media types.
 * @param own types by extension without its dot, which win over the usual ones
 * @param charset what text types get where they do not say it themselves; `undefined`: nothing
 * @throws TypeError for an extension with a dot or a capital letter, and for what is no media type
 */
export function mediaTypes(own: Readonly<Record<string, string>>, charset: string | undefined): MediaTypes {
  const types = new Map([...usualTypes(), ...Object.entries(own).map(checked)])
  const withCharset = (type: string): string =>
    charset !== undefined && type.startsWith('text/') && !type.includes(';')
      ? `${type}; charset=${charset}`
      : type
  return {
    of: (name) => withCharset(types.get(extensionOf(name)) ?? UNKNOWN),
    isAsset: (name) => !(types.get(extensionOf(name)) ?? 'text/html').startsWith('text/html'),
  }
}

let usual: ReadonlyMap<string, string> | undefined

function usualTypes(): ReadonlyMap<string, string> {
  if (usual !== undefined) return usual
  const types = new Map<string, string>()
  for (const line of MIME_DATA.trimEnd().split('\n')) {
    const [type, ...extensions] = line.split(' ')
    for (const extension of extensions) types.set(extension, type!)
  }
  usual = types
  return types
}

function checked([extension, type]: [string, string]): [string, string] {
  if (extension === '' || extension.includes('.') || extension !== extension.toLowerCase()) {
    throw new TypeError(`An extension is in lower case and has no dot: got '${extension}'`)
  }
  if (parseMediaType(type) === undefined) throw new TypeError(`Not a media type: '${type}'`)
  return [extension, type]
}

/** What follows the last dot, in lower case; `''` when there is none but the first character. */
function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
}
