import type { ContentSecurityPolicy } from './content-security-policy.ts'
import { writeFields } from './fields.ts'
import type { WrittenFields } from './fields.ts'
import type { PermissionsPolicy } from './permissions-policy.ts'
import { PRESETS } from './presets.ts'
import type { Preset, PresetName } from './presets.ts'
import type { ReferrerPolicy, WORDS } from './simple-fields.ts'
import type { StrictTransportSecurity } from './strict-transport-security.ts'

type Word<Name extends keyof typeof WORDS> = (typeof WORDS)[Name][number]

/** Which fields are sent. What is not given is as the preset has it; `false`: the field is not sent. */
export interface SecurityHeadersOptions {
  /** Where to begin. Default `'default'`. */
  preset?: PresetName
  /** Policy that browsers enforce: directives that replace those of the preset. */
  contentSecurityPolicy?: ContentSecurityPolicy | false
  /** Policy whose violations are only reported, also beside an enforced one; directives replace those of the preset. Default false. */
  contentSecurityPolicyReportOnly?: ContentSecurityPolicy | false
  /** By https only, for how long; sent over https alone. */
  strictTransportSecurity?: StrictTransportSecurity | false
  /** Which documents share a group of windows with this one. */
  crossOriginOpenerPolicy?: Word<'crossOriginOpenerPolicy'> | false
  /** What has to agree to being embedded. */
  crossOriginEmbedderPolicy?: Word<'crossOriginEmbedderPolicy'> | false
  /** Who may embed this answer. */
  crossOriginResourcePolicy?: Word<'crossOriginResourcePolicy'> | false
  /** Whether the origin wants a process of its own. */
  originAgentCluster?: boolean
  /** Who may use which feature of the browser: features that replace those of the preset. */
  permissionsPolicy?: PermissionsPolicy | false
  /** What requests tell about the page that they come from; of several the browser takes the last that it knows. */
  referrerPolicy?: ReferrerPolicy | readonly ReferrerPolicy[] | false
  /** Keeps browsers from guessing types. */
  contentTypeOptions?: Word<'contentTypeOptions'> | false
  /** Who may show a page in a frame, for browsers without `frameAncestors`. Default: what `frameAncestors` says, as far as it can. */
  frameOptions?: Word<'frameOptions'> | false
  /** Where reports go, by the names that `reportTo` uses: `{ main: 'https://reports.example.com/csp' }`. Default none. */
  reportingEndpoints?: Readonly<Record<string, string>> | false
  /** Fields of answers that are left out, by lower-case name. Default `['server', 'x-powered-by']`. */
  remove?: readonly string[]
  /** Whether fields that the application has set are replaced. Default false. */
  overwrite?: boolean
  /** Whether fields that are about documents go with JSON, images and the like too. Default `'documents'`, and `'everything'` for APIs. */
  documentFieldsOn?: 'documents' | 'everything'
}

/** Options, checked, with all fields written out. */
export interface ResolvedOptions {
  readonly fields: WrittenFields
  /** Whether fields that are about documents go with everything. */
  readonly onEverything: boolean
  readonly remove: readonly string[]
  readonly overwrite: boolean
}

/** Options of a preset with those that were given in their places: everything that decides on fields. */
export interface MergedOptions extends Omit<
  SecurityHeadersOptions,
  'preset' | 'remove' | 'overwrite' | 'documentFieldsOn'
> {
  readonly contentSecurityPolicy: ContentSecurityPolicy | false
  readonly contentSecurityPolicyReportOnly: ContentSecurityPolicy | false
  readonly strictTransportSecurity: StrictTransportSecurity | false
  readonly permissionsPolicy: PermissionsPolicy | false
}

const NAMES: ReadonlySet<string> = new Set<keyof SecurityHeadersOptions>([
  ...([
    'preset',
    'contentSecurityPolicy',
    'contentSecurityPolicyReportOnly',
    'strictTransportSecurity',
  ] as const),
  ...(['crossOriginOpenerPolicy', 'crossOriginEmbedderPolicy', 'crossOriginResourcePolicy'] as const),
  ...(['originAgentCluster', 'permissionsPolicy', 'referrerPolicy', 'contentTypeOptions'] as const),
  ...(['frameOptions', 'reportingEndpoints', 'remove', 'overwrite', 'documentFieldsOn'] as const),
])

/**
 * Checks options once and writes all fields out.
 * @throws TypeError that names the option, what came and what was expected
 */
export function resolveOptions(options: SecurityHeadersOptions): ResolvedOptions {
  const unknown = Object.keys(options).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of securityHeaders()`)
  const preset = presetNamed(options.preset ?? 'default')
  const { remove = [], overwrite = false, documentFieldsOn = 'documents' } = { ...preset, ...given(options) }
  if (typeof overwrite !== 'boolean')
    throw new TypeError(`overwrite is true or false, got ${typeof overwrite}`)
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- not everybody has types
  if (documentFieldsOn !== 'documents' && documentFieldsOn !== 'everything') {
    throw new TypeError(`documentFieldsOn is 'documents' or 'everything', got '${String(documentFieldsOn)}'`)
  }
  return {
    fields: writeFields(merge(preset, options)),
    onEverything: documentFieldsOn === 'everything',
    remove: fieldNames(remove),
    overwrite,
  }
}

function presetNamed(name: string): Preset {
  const preset = PRESETS.get(name)
  if (preset !== undefined) return preset
  throw new TypeError(`preset is ${[...PRESETS.keys()].map((each) => `'${each}'`).join(', ')}, got '${name}'`)
}

/** What has members of its own is merged by these. A policy that reports begins where the enforced one does. */
function merge(preset: Preset, options: SecurityHeadersOptions): MergedOptions {
  const reported = options.contentSecurityPolicyReportOnly ?? false
  return {
    ...preset,
    ...given(options),
    contentSecurityPolicy: within(
      'contentSecurityPolicy',
      preset.contentSecurityPolicy,
      options.contentSecurityPolicy,
    ),
    contentSecurityPolicyReportOnly: within(
      'contentSecurityPolicyReportOnly',
      preset.contentSecurityPolicy,
      reported,
    ),
    strictTransportSecurity: within(
      'strictTransportSecurity',
      preset.strictTransportSecurity,
      options.strictTransportSecurity,
    ),
    permissionsPolicy: within('permissionsPolicy', preset.permissionsPolicy, options.permissionsPolicy),
  }
}

function within<T extends object>(name: string, usual: T, own: T | false = usual): T | false {
  if (own === false) return false
  if (typeof own === 'object') return { ...usual, ...given(own) }
  throw new TypeError(`${name} is an object or false, got ${typeof own}`)
}

/** The members that are there: `undefined` means what leaving out means. */
function given<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T
}

function fieldNames(names: readonly string[]): readonly string[] {
  const wrong = names.find((name) => typeof name !== 'string' || !/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name))
  if (wrong === undefined) return names
  throw new TypeError(`remove has names of fields in lower case, got '${wrong}'`)
}
