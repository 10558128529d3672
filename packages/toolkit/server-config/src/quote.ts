/**
 * Characters that each language gives a meaning of its own inside of double quotes, or where the directives in question take
 * them for patterns. They are refused instead of escaped: rules for that differ between directives, and paths do without.
 */
const REFUSED: Readonly<Record<'nginx' | 'apache' | 'lighttpd' | 'caddy', RegExp>> = {
  nginx: /["\\$]/,
  apache: /["\\$%'*?[\]]/,
  lighttpd: /["\\]/,
  caddy: /["\\`{}*?[\]]/,
}

/**
 * Writes a path in double quotes.
 * @throws TypeError when the language of the program cannot say it
 */
export function quote(program: keyof typeof REFUSED, path: string): string {
  const refused = REFUSED[program].exec(path)?.[0]
  if (refused === undefined) return `"${path}"`
  throw new TypeError(
    `A path in a configuration of ${program} cannot have ${refused} in it: ${JSON.stringify(path)}`,
  )
}
