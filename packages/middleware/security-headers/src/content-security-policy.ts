/*
 * A policy is written out once. What is left for each answer is to put its nonce where `'nonce'` stands: the text is kept in
 * pieces around those places.
 */
import { csp, writeSources } from './sources.ts'
import type { Source } from './sources.ts'

type Sources = readonly Source[] | false

/** Directives of a policy. `false` leaves a directive of the preset out; an empty array is `'none'`. */
export interface ContentSecurityPolicy {
  /** What holds for the other directives in `-src` that are not given. */
  defaultSrc?: Sources
  /** Scripts, and what else runs. */
  scriptSrc?: Sources
  /** `<script>` elements. */
  scriptSrcElem?: Sources
  /** Event handlers in attributes. */
  scriptSrcAttr?: Sources
  /** Styles. */
  styleSrc?: Sources
  /** `<style>` and `<link rel="stylesheet">` elements. */
  styleSrcElem?: Sources
  /** `style` attributes. */
  styleSrcAttr?: Sources
  /** Images and icons. */
  imgSrc?: Sources
  /** Fonts. */
  fontSrc?: Sources
  /** What scripts connect to: `fetch`, WebSocket, EventSource, `sendBeacon`. */
  connectSrc?: Sources
  /** Audio, video and their tracks. */
  mediaSrc?: Sources
  /** `<object>` and `<embed>`. */
  objectSrc?: Sources
  /** Frames, and workers where there is no `workerSrc`. */
  childSrc?: Sources
  /** Frames in the document. */
  frameSrc?: Sources
  /** Fenced frames. */
  fencedFrameSrc?: Sources
  /** Workers of all kinds. */
  workerSrc?: Sources
  /** Manifests of web applications. */
  manifestSrc?: Sources
  /** Where `<base>` may lead. */
  baseUri?: Sources
  /** Where forms may be sent. */
  formAction?: Sources
  /** Who may show the document in a frame. */
  frameAncestors?: Sources
  /** Puts the document into a sandbox; `true` with all restrictions, else without those that are named: `'allow-forms'`. */
  sandbox?: readonly string[] | boolean
  /** Lets dangerous sinks of the DOM take trusted types only. */
  requireTrustedTypesFor?: 'script' | false
  /** Names of policies that make trusted types; `*`, `'none'` and `'allow-duplicates'` (both quoted) as in CSP. */
  trustedTypes?: readonly string[] | false
  /** Loads by https what the document names by http. Sent over https only. */
  upgradeInsecureRequests?: boolean
  /** Name of an endpoint, from `reportingEndpoints`, that gets reports. */
  reportTo?: string | false
  /** URLs that get reports, for browsers that do not know `reportTo`. */
  reportUri?: readonly string[] | false
}

/** The value of a field, cut where the nonce goes; one piece: there is none. */
export type Template = readonly string[]

/** A policy, written out. */
export interface WrittenPolicy {
  readonly http: Template
  readonly https: Template
  /** Whether it has a nonce. */
  readonly hasNonce: boolean
}

/** Where a policy comes from and what it may refer to. */
interface Place {
  /** Name of the option, for messages. */
  readonly option: string
  /** Whether it only reports. */
  readonly reportOnly: boolean
  readonly endpoints: readonly string[]
}

/**
 * Writes a policy.
 * @throws TypeError that names the directive and what is wrong in it
 */
export function writePolicy(policy: ContentSecurityPolicy, place: Place): WrittenPolicy {
  const directives = Object.entries(policy).flatMap(([name, value]: [string, unknown]) => {
    const text = writeDirective(name, value, place)
    return text === undefined ? [] : [{ name, text }]
  })
  if (directives.length === 0)
    throw new TypeError(`${place.option} has no directives: write false for no policy`)
  const overHttp = directives.filter(({ name }) => name !== 'upgradeInsecureRequests')
  const http = template(overHttp.map(({ text }) => text))
  const https = template(directives.map(({ text }) => text))
  return { http, https, hasNonce: https.length > 1 }
}

/** Puts a nonce into a value. */
export function fillIn(pieces: Template, nonce: string): string {
  let text = pieces[0]!
  for (let index = 1; index < pieces.length; index++) text += `'nonce-${nonce}'${pieces[index]}`
  return text
}

function template(directives: readonly string[]): Template {
  return directives.join('; ').split(csp.nonce)
}

type Writer = (path: string, value: never, place: Place) => string | undefined

const WRITERS: ReadonlyMap<string, Writer> = new Map(
  Object.entries({
    defaultSrc: writeSources,
    scriptSrc: writeSources,
    scriptSrcElem: writeSources,
    scriptSrcAttr: withoutNonce,
    styleSrc: writeSources,
    styleSrcElem: writeSources,
    styleSrcAttr: withoutNonce,
    imgSrc: withoutNonce,
    fontSrc: withoutNonce,
    connectSrc: withoutNonce,
    mediaSrc: withoutNonce,
    objectSrc: withoutNonce,
    childSrc: withoutNonce,
    frameSrc: withoutNonce,
    fencedFrameSrc: withoutNonce,
    workerSrc: withoutNonce,
    manifestSrc: withoutNonce,
    baseUri: withoutNonce,
    formAction: withoutNonce,
    frameAncestors: withoutNonce,
    sandbox: writeSandbox,
    requireTrustedTypesFor: writeRequirement,
    trustedTypes: writeTypeNames,
    upgradeInsecureRequests: writeUpgrade,
    reportTo: writeEndpoint,
    reportUri: writeReportUris,
  } satisfies Record<keyof ContentSecurityPolicy, Writer>),
)

/** @returns `undefined` for one that is left out */
function writeDirective(name: string, value: unknown, place: Place): string | undefined {
  const writer = WRITERS.get(name)
  if (writer === undefined) throw new TypeError(`Unknown directive '${name}' in ${place.option}`)
  if (value === false || value === undefined) return undefined
  const text = writer(`${place.option}.${name}`, value as never, place)
  if (text === undefined) return undefined
  const dashed = name.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)
  return text === '' ? dashed : `${dashed} ${text}`
}

/** Only elements with text of their own have nonces that count. */
function withoutNonce(path: string, sources: readonly Source[]): string {
  const text = writeSources(path, sources)
  if (!sources.includes(csp.nonce)) return text
  throw new TypeError(`${path} has 'nonce', which only counts for scripts and styles`)
}

/** Reports know no sandbox and no upgrades. */
function writeSandbox(
  path: string,
  value: readonly string[] | true,
  { reportOnly }: Place,
): string | undefined {
  if (reportOnly) return undefined
  return value === true ? '' : joined(path, value, (token) => /^allow-[a-z-]+$/.test(token))
}

function writeUpgrade(path: string, value: unknown, { reportOnly }: Place): string | undefined {
  if (value !== true) throw new TypeError(`${path} is true or false, got ${typeof value}`)
  return reportOnly ? undefined : ''
}

function writeRequirement(path: string, value: unknown): string {
  if (value === 'script') return "'script'"
  throw new TypeError(`${path} is 'script' or false, got ${String(value)}`)
}

function writeTypeNames(path: string, names: readonly string[]): string {
  const isName = (name: string): boolean =>
    name === '*' || name === "'none'" || name === "'allow-duplicates'" || /^[A-Za-z0-9\-#=_/@.%]+$/.test(name)
  return joined(path, names, isName)
}

function writeEndpoint(path: string, name: unknown, { endpoints }: Place): string {
  if (typeof name === 'string' && endpoints.includes(name)) return name
  throw new TypeError(
    `${path} is one of reportingEndpoints (${endpoints.join(', ') || 'none'}), got ${String(name)}`,
  )
}

function writeReportUris(path: string, urls: readonly string[]): string {
  return joined(path, urls, (url) => /^[!-~]+$/.test(url) && !/[;,']/.test(url))
}

function joined(path: string, items: readonly string[], isItem: (item: string) => boolean): string {
  const wrong: unknown = Array.isArray(items)
    ? items.find((item: unknown) => typeof item !== 'string' || !isItem(item))
    : items
  if (wrong === undefined) return items.join(' ')
  throw new TypeError(`${path} is an array of single words without ';' and ',': got ${JSON.stringify(wrong)}`)
}
