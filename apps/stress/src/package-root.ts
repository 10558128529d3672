/** Where the package is, from its sources as from what they become. */
export const PACKAGE_ROOT: URL = new URL('..', import.meta.url)
