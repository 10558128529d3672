/*
 * Types that become smaller, after mime-db 1.54.0 (https://github.com/jshttp/mime-db): `text/*`, the suffixes of RFC 6839
 * for text, and these. Unlike there, `application/octet-stream` is not among them: it says nothing, and mostly is an
 * archive or a download that was compressed before.
 */
const TYPES: ReadonlySet<string> = new Set([
  'application/dart',
  'application/ecmascript',
  'application/graphql',
  'application/javascript',
  'application/json',
  'application/jsonl',
  'application/ndjson',
  'application/postscript',
  'application/raml+yaml',
  'application/rtf',
  'application/sql',
  'application/tar',
  'application/toml',
  'application/vnd.dart',
  'application/vnd.ms-fontobject',
  'application/vnd.ms-opentype',
  'application/wasm',
  'application/x-httpd-php',
  'application/x-javascript',
  'application/x-ndjson',
  'application/x-ns-proxy-autoconfig',
  'application/x-sh',
  'application/x-tar',
  'application/x-virtualbox-hdd',
  'application/x-virtualbox-ova',
  'application/x-virtualbox-ovf',
  'application/x-virtualbox-vbox',
  'application/x-virtualbox-vdi',
  'application/x-virtualbox-vhd',
  'application/x-virtualbox-vmdk',
  'application/x-www-form-urlencoded',
  'application/xml',
  'application/xml-dtd',
  'application/yaml',
  'font/otf',
  'font/ttf',
  'image/bmp',
  'image/vnd.adobe.photoshop',
  'image/vnd.microsoft.icon',
  'image/vnd.ms-dds',
  'image/x-icon',
  'image/x-ms-bmp',
  'message/rfc822',
  'model/gltf-binary',
  'x-shader/x-fragment',
  'x-shader/x-vertex',
])

const SUFFIXES = ['+json', '+xml', '+text', '+yaml'] as const

/** Applications have a handful of types; what comes beyond that is not remembered. */
const MAX_REMEMBERED = 200
const MAX_TYPE_LENGTH = 200
const remembered = new Map<string, boolean>()

/**
 * Whether content of a type becomes smaller by compressing it: text, JSON, XML and other types that mime-db knows to.
 * gRPC compresses its messages by itself.
 * @param contentType value of `Content-Type`, parameters and all; `undefined`: nobody knows, so no
 */
export function isCompressible(contentType: string | undefined): boolean {
  if (contentType === undefined) return false
  const known = remembered.get(contentType)
  if (known !== undefined) return known
  const is = judge(contentType)
  if (remembered.size < MAX_REMEMBERED && contentType.length <= MAX_TYPE_LENGTH)
    remembered.set(contentType, is)
  return is
}

function judge(contentType: string): boolean {
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase()
  if (type.startsWith('application/grpc')) return false
  return type.startsWith('text/') || TYPES.has(type) || SUFFIXES.some((suffix) => type.endsWith(suffix))
}
