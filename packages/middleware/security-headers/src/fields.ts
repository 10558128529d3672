import { writePolicy } from './content-security-policy.ts'
import type { ContentSecurityPolicy, Template, WrittenPolicy } from './content-security-policy.ts'
import type { MergedOptions } from './options.ts'
import { writePermissions } from './permissions-policy.ts'
import { writeEndpoints } from './reporting-endpoints.ts'
import { checkWord, writeReferrerPolicy } from './simple-fields.ts'
import { writeTransportSecurity } from './strict-transport-security.ts'

/** Values by lower-case name. */
export type Fields = Readonly<Record<string, string>>

/** Fields of one kind of answer. */
export interface FieldSet {
  /** All of them; those with a nonce are still without it. */
  readonly fixed: Fields
  /** Those with a nonce. */
  readonly templates: ReadonlyArray<readonly [name: string, template: Template]>
}

/** Fields of all kinds of answers. */
export interface WrittenFields {
  readonly http: { readonly documents: FieldSet; readonly others: FieldSet }
  readonly https: { readonly documents: FieldSet; readonly others: FieldSet }
  readonly hasNonce: boolean
}

type Policies = ReadonlyArray<readonly [name: string, policy: WrittenPolicy]>

/**
 * Writes all fields out.
 * @throws TypeError that names the option, what came and what was expected
 */
export function writeFields(options: MergedOptions): WrittenFields {
  const policies = writePolicies(options)
  const others = fieldsOfAll(options)
  const documents = { ...others, ...fieldsOfDocuments(options) }
  const secure = transportSecurity(options)
  return {
    http: {
      documents: fieldSet(documents, policies, 'http'),
      others: fieldSet(others),
    },
    https: {
      documents: fieldSet({ ...documents, ...secure }, policies, 'https'),
      others: fieldSet({ ...others, ...secure }),
    },
    hasNonce: policies.some(([, { hasNonce }]) => hasNonce),
  }
}

function writePolicies(options: MergedOptions): Policies {
  const endpoints = Object.keys(options.reportingEndpoints || {})
  return [
    ...policyField('contentSecurityPolicy', options.contentSecurityPolicy, false),
    ...policyField('contentSecurityPolicyReportOnly', options.contentSecurityPolicyReportOnly, true),
  ]

  function policyField(option: string, policy: ContentSecurityPolicy | false, reportOnly: boolean): Policies {
    if (policy === false) return []
    const name = reportOnly ? 'content-security-policy-report-only' : 'content-security-policy'
    return [[name, writePolicy(policy, { option, reportOnly, endpoints })]]
  }
}

/** Fields that count for every answer. */
function fieldsOfAll({
  contentTypeOptions,
  crossOriginResourcePolicy,
  referrerPolicy,
}: MergedOptions): Fields {
  return present({
    'x-content-type-options': contentTypeOptions && checkWord('contentTypeOptions', contentTypeOptions),
    'cross-origin-resource-policy':
      crossOriginResourcePolicy && checkWord('crossOriginResourcePolicy', crossOriginResourcePolicy),
    'referrer-policy': referrerPolicy && writeReferrerPolicy(referrerPolicy),
  })
}

/** Fields that count for what browsers make a document or a worker of. */
function fieldsOfDocuments(options: MergedOptions): Fields {
  const { crossOriginOpenerPolicy, crossOriginEmbedderPolicy, permissionsPolicy, reportingEndpoints } =
    options
  const { frameOptions = frameOptionsOf(options.contentSecurityPolicy), originAgentCluster = false } = options
  if (typeof originAgentCluster !== 'boolean') {
    throw new TypeError(`originAgentCluster is true or false, got ${typeof originAgentCluster}`)
  }
  return present({
    'cross-origin-opener-policy':
      crossOriginOpenerPolicy && checkWord('crossOriginOpenerPolicy', crossOriginOpenerPolicy),
    'cross-origin-embedder-policy':
      crossOriginEmbedderPolicy && checkWord('crossOriginEmbedderPolicy', crossOriginEmbedderPolicy),
    'origin-agent-cluster': originAgentCluster && '?1',
    'permissions-policy': permissionsPolicy && writePermissions(permissionsPolicy),
    'x-frame-options': frameOptions && checkWord('frameOptions', frameOptions),
    'reporting-endpoints': reportingEndpoints && writeEndpoints(reportingEndpoints),
  })
}

/** The older field knows only these two, and a browser that knows both passes over it. */
function frameOptionsOf(policy: ContentSecurityPolicy | false): 'DENY' | 'SAMEORIGIN' | false {
  const ancestors = policy === false ? undefined : policy.frameAncestors
  if (!Array.isArray(ancestors) || ancestors.length > 1) return false
  const [only = "'none'"] = ancestors as readonly string[]
  return only === "'none'" ? 'DENY' : only === "'self'" ? 'SAMEORIGIN' : false
}

function transportSecurity({ strictTransportSecurity }: MergedOptions): Fields {
  if (strictTransportSecurity === false) return {}
  return { 'strict-transport-security': writeTransportSecurity(strictTransportSecurity) }
}

function fieldSet(fields: Fields, policies: Policies = [], scheme: 'http' | 'https' = 'http'): FieldSet {
  const templates = policies.map(([name, policy]) => [name, policy[scheme]] as const)
  const values = Object.fromEntries(templates.map(([name, template]) => [name, template.join('')]))
  return {
    fixed: present({ ...fields, ...values }),
    templates: templates.filter(([, template]) => template.length > 1),
  }
}

function present(fields: Readonly<Record<string, string | false | undefined>>): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => Boolean(entry[1])),
  )
}
