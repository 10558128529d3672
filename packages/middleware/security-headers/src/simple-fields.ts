/** What requests tell about the page that they come from. */
export type ReferrerPolicy =
  | 'no-referrer'
  | 'no-referrer-when-downgrade'
  | 'same-origin'
  | 'origin'
  | 'strict-origin'
  | 'origin-when-cross-origin'
  | 'strict-origin-when-cross-origin'
  | 'unsafe-url'

/** Values of options whose field has one word. */
export const WORDS = {
  crossOriginOpenerPolicy: [
    'same-origin',
    'same-origin-allow-popups',
    'noopener-allow-popups',
    'unsafe-none',
  ],
  crossOriginEmbedderPolicy: ['require-corp', 'credentialless', 'unsafe-none'],
  crossOriginResourcePolicy: ['same-origin', 'same-site', 'cross-origin'],
  contentTypeOptions: ['nosniff'],
  frameOptions: ['DENY', 'SAMEORIGIN'],
} as const

const REFERRER_POLICIES: readonly string[] = [
  'no-referrer',
  'no-referrer-when-downgrade',
  'same-origin',
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
] satisfies ReferrerPolicy[]

/** @throws TypeError for another word than those that the option has */
export function checkWord(option: keyof typeof WORDS, value: string): string {
  const words: readonly string[] = WORDS[option]
  if (words.includes(value)) return value
  throw new TypeError(`${option} is ${words.map((word) => `'${word}'`).join(', ')} or false, got '${value}'`)
}

/**
 * One policy or several, of which browsers take the last that they know.
 * @throws TypeError for a policy that there is not
 */
export function writeReferrerPolicy(policy: ReferrerPolicy | readonly ReferrerPolicy[]): string {
  const policies = [policy].flat()
  const wrong = policies.find((each) => !REFERRER_POLICIES.includes(each))
  if (wrong !== undefined || policies.length === 0) {
    throw new TypeError(`referrerPolicy is ${REFERRER_POLICIES.join(', ')} or false, got '${String(wrong)}'`)
  }
  return policies.join(', ')
}
