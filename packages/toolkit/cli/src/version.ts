import { readFileSync } from 'node:fs'

/** What `tsgi --version` prints: `tsgi 1.2.3 (node v20.19.0, linux x64)`. */
export function versionLine(): string {
  return `tsgi ${packageVersion()} (node ${process.version}, ${process.platform} ${process.arch})`
}

/** `src` and `dist` are equally far from package.json. */
function packageVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  )
  return manifest.version
}
