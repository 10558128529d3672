// A command of settings: JSON in the first argument, what is left out has its default.
import { controlCommand, defaultWorkerLimits, serveManaged } from '../../dist/manager/index.js'
import { report } from '../../dist/report.js'

const [what, first, second] = process.argv.slice(2)
try {
  if (what === 'serve') {
    const { file = 'app.mjs', ...settings } = JSON.parse(first)
    process.exit(
      await serveManaged({
        ...defaultWorkerLimits,
        workers: 2,
        entry: new URL('entry.mjs', import.meta.url).href,
        application: { file },
        listen: [{ port: 0 }],
        graceMs: 30_000,
        drainDelayMs: 0,
        ...settings,
      }),
    )
  }
  process.exit(await controlCommand(what, first, JSON.parse(second ?? '{}')))
} catch (error) {
  process.exit(report(error, process.argv.includes('--verbose')))
}
