import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { RouteTable } from './routes.ts'

const types = new Map([
  ['css', 'text/css; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['svg', 'image/svg+xml'],
])

/** Files of the folder `assets`, read once at start-up. */
const assets = ['site.css', 'icon.svg', 'events.js', 'notes.js', 'upload.js'].map(readAsset)
const paths = new Map(assets.map(({ name, path }) => [name, path]))

/** A route for each asset. Its path changes with its content, so browsers may keep it for ever. */
export const assetRoutes: RouteTable = Object.fromEntries(
  assets.map(({ path, type, bytes }) => [
    path,
    { GET: () => ({ status: 200, headers: headers(type), body: bytes }) },
  ]),
)

/** Path of an asset under the root of the site: `/assets/site.4f2a9c01.css`. */
export function assetPath(name: string): string {
  const path = paths.get(name)
  if (path === undefined) throw new TypeError(`No such asset: ${name}`)
  return path
}

interface Asset {
  name: string
  path: string
  type: string
  bytes: Uint8Array
}

/** The folder lies beside `src` and beside `dist`, so the same URL finds it from both. */
function readAsset(name: string): Asset {
  const bytes = readFileSync(new URL(`../assets/${name}`, import.meta.url))
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  const [stem = '', extension = ''] = name.split('.')
  return { name, path: `/assets/${stem}.${digest}.${extension}`, type: types.get(extension) ?? '', bytes }
}

function headers(type: string): Record<string, string> {
  return { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' }
}
