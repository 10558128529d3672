/** What a `content-type` says, as far as reading a body depends on it. */
export interface ContentType {
  /** Media type without parameters, in lower case: `'application/json'`. */
  type: string
  /** The `charset` parameter in lower case; `undefined` when there is none. */
  charset: string | undefined
}

const token = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+"
const quotedString = '"((?:[\\t !#-[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*)"'

/** media-type = type "/" subtype parameters */
const mediaType = new RegExp(`${token}/${token}`, 'y')

/** parameters = *( OWS ";" OWS [ parameter-name "=" ( token / quoted-string ) ] ), one at a time, hence linear. */
const parameter = new RegExp(`[ \\t]*;[ \\t]*(?:(${token})=(?:(${token})|${quotedString}))?`, 'y')

/**
 * Parses a `content-type`, strictly and in linear time.
 * @returns `undefined` when it is malformed or has two charsets
 * @see RFC 9110 §8.3.1, §5.6.6
 */
export function parseContentType(value: string): ContentType | undefined {
  const type = matchAt(mediaType, value, 0)?.[0]
  if (type === undefined) return undefined

  let charset: string | undefined
  let position = type.length
  while (position < value.length) {
    const match = matchAt(parameter, value, position)
    if (match === null) return undefined
    position += match[0].length
    if (match[1]?.toLowerCase() !== 'charset') continue
    if (charset !== undefined) return undefined
    charset = (match[2] ?? match[3]?.replaceAll(/\\(.)/g, '$1') ?? '').toLowerCase()
  }
  return { type: type.toLowerCase(), charset }
}

function matchAt(sticky: RegExp, value: string, position: number): RegExpExecArray | null {
  sticky.lastIndex = position
  return sticky.exec(value)
}
