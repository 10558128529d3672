// Writes what is made of the table of options: `pnpm build && pnpm generate`.
import { readFileSync, writeFileSync } from 'node:fs'
import { optionTables } from '../dist/options/page.js'
import { configSchema } from '../dist/options/schema.js'

const page = new URL('../CONFIGURATION.md', import.meta.url)
const [before, , after] = readFileSync(page, 'utf8').split(
  /(<!-- options -->\n[^]*\n<!-- end of options -->)/,
)
writeFileSync(page, `${before}<!-- options -->\n\n${optionTables()}\n\n<!-- end of options -->${after}`)
writeFileSync(
  new URL('../tsgi.config.schema.json', import.meta.url),
  `${JSON.stringify(configSchema(), null, 2)}\n`,
)
