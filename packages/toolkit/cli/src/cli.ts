import { Command, CommanderError } from 'commander'
import { CommandError } from './command-error.ts'
import { exitCodeMeanings, exitCodes } from './exit-codes.ts'
import { type ServeOptions, serveOptionTable, toOption } from './options.ts'
import { escapeControls } from './output.ts'
import { report } from './report.ts'
import { versionLine } from './version.ts'

/**
 * Runs the command.
 * @param argv what follows the program's name
 * @returns the code to exit with
 */
export async function main(argv: readonly string[]): Promise<number> {
  const program = createProgram()
  try {
    await Promise.race([program.parseAsync(argv, { from: 'user' }), stalled()])
    return exitCodes.ok
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    return report(
      error,
      program.commands.some((command) => command.opts()['verbose'] === true),
    )
  }
}

/** Without it Node would end with code 13 and a warning that names a file of ours. */
function stalled(): Promise<never> {
  return new Promise((_resolve, reject) => {
    process.once('beforeExit', () => {
      reject(new CommandError(exitCodes.failed, 'a promise of the application never settles'))
    })
  })
}

function createProgram(): Command {
  const program = new Command('tsgi')
    .description('Serves applications of TSGI, the TypeScript Server Gateway Interface.')
    .version(versionLine(), '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help of a command')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(usageLine(text)) })
    .addHelpText('beforeAll', examples)
    .addHelpText('afterAll', exitCodeHelp())
  addServe(program)
  return program
}

/** The command itself is loaded when it runs, so that `--help` and mistakes are answered without a server. */
function addServe(program: Command): void {
  const serve = program
    .command('serve')
    .description('serve an application over HTTP until SIGTERM or SIGINT')
    .argument('[app]', 'path[:export] of a module; default: app, server, src/app, src/server or index')
    .action(async (app: string | undefined, options: ServeOptions) => {
      refuseContradictions(serve, app)
      const { runServe } = await import('./serve.ts')
      await runServe(app, options)
    })
  for (const entry of serveOptionTable) serve.addOption(toOption(entry))
}

/** What commander cannot: `HOST` and `PORT` of the environment give way to `--unix`, flags contradict it. */
function refuseContradictions(serve: Command, app: string | undefined): void {
  const isFlag = (name: string): boolean => serve.getOptionValueSource(name) === 'cli'
  if (app !== undefined && isFlag('eval'))
    serve.error('error: --eval takes the place of a file; give one of them')
  if (isFlag('unix') && (isFlag('host') || isFlag('port'))) {
    serve.error('error: --unix takes the place of --host and --port')
  }
}

const examples = `Examples:
  tsgi serve                          serve app.ts, server.ts, src/app.ts … of this directory
  tsgi serve app.ts --port 3000       serve its default export
  tsgi serve app.ts:api               serve its export named api
  tsgi serve app.ts --factory         serve what its default export makes
  tsgi serve --eval "() => ({ status: 200, headers: {}, body: 'hello' })"
`

function exitCodeHelp(): string {
  const lines = exitCodeMeanings.map(([code, meaning]) => `  ${code.padEnd(7)}${meaning}`)
  return ['', 'Exit codes:', ...lines].join('\n')
}

/** Commander says `error: …` and puts its suggestion on a line of its own. */
function usageLine(text: string): string {
  const line = text.trim().split('\n').join(' ')
  return `tsgi: ${escapeControls(line.replace(/^error: /, ''))}\n`
}
