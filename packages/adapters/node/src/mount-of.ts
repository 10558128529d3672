/** A request, and what frameworks tell of where something is mounted. */
interface Mounted {
  readonly url?: string | undefined
  readonly baseUrl?: unknown
  readonly originalUrl?: unknown
}

/** Where a middleware is mounted, and the target below: Express and Connect take the mount off `req.url`. */
export interface Mount {
  /** `''` or `'/mounted/at'`. */
  readonly basePath: string
  /** The target below; `''` or `'?…'` when the mount itself is asked for, without a slash. */
  readonly url: string
}

/** Finds out where a middleware is mounted. */
export function mountOf({ url = '', baseUrl, originalUrl }: Mounted): Mount {
  if (typeof originalUrl !== 'string') return { basePath: '', url }
  // They add the slash that the mount itself lacks.
  for (const below of [url, url.slice(1)]) {
    const basePath: string = typeof baseUrl === 'string' ? baseUrl : cutOff(originalUrl, below)
    if (basePath + below === originalUrl && isBasePath(basePath)) return { basePath, url: below }
  }
  // Somebody has changed the target.
  return { basePath: typeof baseUrl === 'string' && isBasePath(baseUrl) ? baseUrl : '', url }
}

function cutOff(target: string, end: string): string {
  return target.endsWith(end) ? target.slice(0, target.length - end.length) : ''
}

function isBasePath(path: string): boolean {
  return path === '' || (path.startsWith('/') && !path.endsWith('/') && !path.includes('?'))
}
