/** Names of fields and parameters that are likely to hold what nobody should see over a shoulder, or in a bug report. */
const SECRET =
  /auth|cookie|token|secret|passw|pwd|key|session|signature|credential|csrf|xsrf|jwt|otp|\bsid\b|\bcode\b/i

/** What stands for it. */
const HIDDEN = '[hidden]'

/** A value of a name, unless the name says that it is a secret. */
export function redacted(name: string, value: string): string {
  return SECRET.test(name) ? HIDDEN : value
}

/** A query in which secrets are hidden; the rest stays as it was sent. Names are looked at decoded, as applications see them. */
export function redactedQuery(query: string): string {
  return query
    .split('&')
    .map((parameter) => {
      const end = parameter.indexOf('=')
      if (end === -1) return parameter
      const name = parameter.slice(0, end)
      return `${name}=${redacted(decoded(name), parameter.slice(end + 1))}`
    })
    .join('&')
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
