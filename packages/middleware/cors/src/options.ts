import { isToken } from '@tsgi/fields/token'
import { originMatcher } from './origin-rules.ts'
import type { OriginMatcher, OriginRule } from './origin-rules.ts'

/** Who may read answers, and what may be asked. */
export interface CorsOptions {
  /** Origins whose pages may read answers; `'*'`: all pages, for what is public and needs no cookies. Default `'*'`. */
  origin?: OriginRule | readonly OriginRule[]
  /** Whether requests may come with cookies, HTTP authentication and client certificates. Not with `'*'`. Default false. */
  credentials?: boolean
  /**
   * Methods that may be used, case-sensitive; `'requested'`: whichever the page asks for. Default GET, HEAD, PUT, PATCH, POST
   * and DELETE.
   */
  methods?: readonly string[] | 'requested'
  /** Request fields that pages may set; `'requested'`: whichever they ask for. Default `['content-type']`. */
  allowedHeaders?: readonly string[] | 'requested'
  /**
   * Response fields that pages may read, besides `cache-control`, `content-language`, `content-length`, `content-type`,
   * `expires`, `last-modified` and `pragma`; `'*'`: all, without credentials. Default none.
   */
  exposedHeaders?: readonly string[] | '*'
  /** Seconds for which a browser need not ask again; Chromium takes up to 7200, Firefox 86400. Default: its own, 5. */
  maxAgeSeconds?: number
  /** Whether pages of the internet may reach this server in a private network. Not with `'*'`. Default false. */
  privateNetwork?: boolean
  /** Status of answers to preflights. Default 204. */
  preflightStatus?: 200 | 204
}

const NAMES: ReadonlySet<string> = new Set<keyof CorsOptions>([
  ...(['origin', 'credentials', 'methods', 'allowedHeaders', 'exposedHeaders'] as const),
  ...(['maxAgeSeconds', 'privateNetwork', 'preflightStatus'] as const),
])

/** Field values; those that are not sent are absent. */
export type Fields = Readonly<Record<string, string>>

/** Options, checked, with everything that does not depend on the request written out. */
export interface Policy {
  /** Whether an origin may read answers; `null`: all may, by `*`. */
  readonly matches: OriginMatcher | null
  /** Fields of an answer that may be read, besides `access-control-allow-origin`. */
  readonly readable: Fields
  /** Fields of an answer that allows a request, besides `access-control-allow-origin`. */
  readonly preflight: Fields
  readonly preflightStatus: 200 | 204
  /** What an answer to a preflight takes over from it. */
  readonly takesOver: {
    readonly method: boolean
    readonly headers: boolean
    readonly privateNetwork: boolean
  }
  /** What answers depend on; `null`: nothing. */
  readonly vary: string | null
  /** What answers to OPTIONS depend on, whether they are preflights or not: that is what they tell. */
  readonly varyOptions: string
}

/**
 * Checks options once.
 * @throws TypeError that names the option, what came and what was expected
 */
export function resolveOptions(options: CorsOptions): Policy {
  const unknown = Object.keys(options).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of cors()`)
  const credentials = flag('credentials', options.credentials)
  const privateNetwork = flag('privateNetwork', options.privateNetwork)
  const rules = originRules(options.origin ?? '*')
  checkTrust(rules, credentials, privateNetwork)
  const method = options.methods === 'requested'
  const headers = options.allowedHeaders === 'requested'
  return {
    matches: rules === '*' ? null : originMatcher(rules),
    readable: readableFields(options, credentials),
    preflight: preflightFields(options, credentials),
    preflightStatus: preflightStatus(options.preflightStatus ?? 204),
    takesOver: { method, headers, privateNetwork },
    vary: rules === '*' ? null : 'origin',
    varyOptions: [
      'origin, access-control-request-method',
      ...(headers ? ['access-control-request-headers'] : []),
      ...(privateNetwork ? ['access-control-request-private-network'] : []),
    ].join(', '),
  }
}

function readableFields({ exposedHeaders = [] }: CorsOptions, credentials: boolean): Fields {
  return present({
    'access-control-allow-credentials': credentials ? 'true' : '',
    'access-control-expose-headers': exposed(exposedHeaders, credentials),
  })
}

const USUAL_METHODS = ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE']

function preflightFields(options: CorsOptions, credentials: boolean): Fields {
  const { methods = USUAL_METHODS, allowedHeaders = ['content-type'], maxAgeSeconds } = options
  return present({
    'access-control-allow-credentials': credentials ? 'true' : '',
    'access-control-allow-methods': methods === 'requested' ? '' : methodList(methods),
    'access-control-allow-headers':
      allowedHeaders === 'requested' ? '' : tokenList('allowedHeaders', allowedHeaders),
    'access-control-max-age': seconds(maxAgeSeconds),
  })
}

function flag(name: string, value: boolean | undefined): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false
  throw new TypeError(`${name} is true or false, got ${typeof value}`)
}

function originRules(origin: OriginRule | readonly OriginRule[]): '*' | readonly OriginRule[] {
  if (origin === '*') return '*'
  const rules = Array.isArray(origin) ? (origin as readonly OriginRule[]) : [origin as OriginRule]
  if (rules.includes('*'))
    throw new TypeError(`origin has '*' beside others, which stands for all: leave them out`)
  if (rules.length === 0) throw new TypeError('origin is an empty array: nobody could read an answer')
  return rules
}

/** What everybody can have must not open what only some are to reach. */
function checkTrust(rules: '*' | readonly OriginRule[], credentials: boolean, privateNetwork: boolean): void {
  const open = rules === '*' ? '*' : rules.includes('null') ? 'null' : undefined
  if (open === undefined) return
  const option = credentials ? 'credentials' : privateNetwork ? 'privateNetwork' : undefined
  if (option === undefined) return
  const whom = open === '*' ? 'all origins' : 'every sandboxed frame'
  throw new TypeError(
    `${option} is true with origin '${open}', which is ${whom}: name the origins that are meant`,
  )
}

/** Only some names are put in upper case by browsers, and PATCH is not one of them. */
const COMMON_METHODS = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'QUERY'])

function methodList(methods: readonly string[]): string {
  const list = tokenList('methods', methods)
  const wrong = methods.find((name) => !COMMON_METHODS.has(name) && COMMON_METHODS.has(name.toUpperCase()))
  if (wrong === undefined) return list
  throw new TypeError(`methods are case-sensitive: got '${wrong}', expected '${wrong.toUpperCase()}'`)
}

function exposed(names: readonly string[] | '*', credentials: boolean): string {
  if (names !== '*') return tokenList('exposedHeaders', names)
  if (!credentials) return '*'
  throw new TypeError(`exposedHeaders is '*', which with credentials stands for nothing: name the fields`)
}

function tokenList(option: string, names: readonly string[]): string {
  if (!Array.isArray(names)) throw new TypeError(`${option} is an array of names, got ${typeof names}`)
  const wrong: unknown = names.find(
    (name: unknown) => typeof name !== 'string' || !isToken(name) || name === '*',
  )
  if (wrong === undefined) return names.join(', ')
  const instead =
    wrong !== '*' ? '' : option === 'exposedHeaders' ? `: write '*' alone` : `: write 'requested'`
  throw new TypeError(`${option} is an array of names, got ${JSON.stringify(wrong)} in it${instead}`)
}

function seconds(value: number | undefined): string {
  if (value === undefined) return ''
  if (Number.isSafeInteger(value) && value >= 0) return String(value)
  throw new TypeError(`maxAgeSeconds is a whole number from 0, got ${String(value)}`)
}

function preflightStatus(status: 200 | 204): 200 | 204 {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- not everybody has types
  if (status === 200 || status === 204) return status
  throw new TypeError(`preflightStatus is 200 or 204, got ${String(status)}`)
}

function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))
}
