import { Command, CommanderError } from 'commander'
import { CommandError } from './command-error.ts'
import type { FrontOptions } from './commands/server-config.ts'
import { controlCommands } from './commands/control.ts'
import { settingValues, settingsOf } from './commands/settings-of.ts'
import { exitCodeMeanings, exitCodes } from './exit-codes.ts'
import { addOptions } from './options/commander.ts'
import { escapeControls } from './output.ts'
import { report } from './report.ts'
import { versionLine } from './version.ts'

/**
 * Runs the command.
 * @param argv what follows the program's name
 * @returns the code to exit with
 */
export async function main(argv: readonly string[]): Promise<number> {
  const run: Run = { code: exitCodes.ok }
  const program = createProgram(run)
  try {
    await Promise.race([program.parseAsync(argv, { from: 'user' }), stalled()])
    return run.code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    return report(error, argv.includes('--verbose') || process.env['TSGI_VERBOSE'] === 'true')
  }
}

/** What a command leaves. */
interface Run {
  code: number
}

/** Without it Node would end with code 13 and a warning that names a file of ours. */
function stalled(): Promise<never> {
  return new Promise((_resolve, reject) => {
    process.once('beforeExit', () => {
      reject(new CommandError(exitCodes.failed, 'a promise of the application never settles'))
    })
  })
}

/** All commands with their options. What each does is loaded when it runs, so that help and mistakes need no server. */
export function createProgram(run: Run): Command {
  const program = new Command('tsgi')
    .description(
      'Serves applications of TSGI, the TypeScript Server Gateway Interface, and of other frameworks.',
    )
    .version(versionLine(), '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help of a command')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(usageLine(text)) })
    .addHelpText('before', examples)
    .addHelpText('afterAll', exitCodeHelp())
  addServe(program, run)
  addDev(program, run)
  addRequest(program, run)
  addControl(program, run)
  addConfig(program)
  addCompletion(program)
  return program
}

const appHelp = 'path[:export] of a module; default: app, server, src/app, src/server or index'

function addServe(program: Command, run: Run): void {
  const serve = program
    .command('serve')
    .description('serve an application until SIGTERM or SIGINT')
    .argument('[app]', appHelp)
    .action(async (app: string | undefined, { check }: { check?: boolean }) => {
      refuseContradictions(serve, app)
      const settings = await settingValues(serve, 'serve', app)
      const { checkCommand, serveCommand } = await import('./commands/serve.ts')
      run.code = await (check === true ? checkCommand(settings) : serveCommand(settings))
    })
  addOptions(serve, 'serve')
  serve.option('--check', 'load the application, look at all settings, and exit')
}

function addDev(program: Command, run: Run): void {
  const dev = program
    .command('dev')
    .description('serve an application while it is being written: it is loaded anew when a file changes')
    .argument('[app]', appHelp)
    .action(async (app: string | undefined) => {
      refuseContradictions(dev, app)
      const settings = await settingValues(dev, 'dev', app)
      const { devCommand } = await import('./commands/dev.ts')
      run.code = await devCommand(settings)
    })
  addOptions(dev, 'dev')
}

function addRequest(program: Command, run: Run): void {
  const request = program
    .command('request')
    .description('send one request to an application in this process, and print the answer')
    .argument('<target>', 'what to ask for: /books?page=2')
    .option('-X, --method <method>', 'method (default: GET, and POST with content)')
    .option('-H, --header <field>', "field, as 'name: value'; may come several times", collect, [])
    .option('-d, --data <content>', 'content to send; @path: that of a file; @-: stdin')
    .option('--json <content>', 'the same as JSON')
    .option('-i, --include', 'print the head of the answer as well')
    .option('-I, --head', 'ask for the head only')
    .option('-o, --output <path>', 'file for the content, in place of stdout')
    .action(async (target: string, options) => {
      refuseContradictions(request, undefined)
      const settings = await settingValues(request, 'request')
      const { requestCommand } = await import('./commands/request.ts')
      run.code = await requestCommand(target, settings, options)
    })
  addOptions(request, 'request')
}

function addControl(program: Command, run: Run): void {
  for (const [name, help] of controlCommands) {
    const command = program
      .command(name)
      .description(help)
      .option('--json', 'print JSON')
      .action(async ({ json = false }: { json?: boolean }) => {
        const settings = await settingValues(command, 'control')
        const { askServer } = await import('./commands/control.ts')
        run.code = await askServer(name, settings, { json })
      })
    addOptions(command, 'control')
  }
}

/** As @tsgi/server-config names them, which is loaded when it is wanted. */
const FRONTS = ['nginx', 'apache', 'lighttpd', 'caddy', 'haproxy', 'systemd'] as const

function addConfig(program: Command): void {
  const config = program
    .command('config')
    .description('print settings, or a configuration for another program')
  const print = config
    .command('print')
    .description('print each setting of tsgi serve with its value and who said it')
    .argument('[app]', appHelp)
    .option('--json', 'print JSON')
    .action(async (app: string | undefined, { json = false }: { json?: boolean }) => {
      const resolved = await settingsOf(print, 'serve', app)
      const { printConfig } = await import('./commands/config-print.ts')
      printConfig(resolved, { json })
    })
  addOptions(print, 'serve')

  for (const front of FRONTS) {
    const command = config
      .command(front)
      .description(`print a configuration of ${front} for what tsgi serve serves with the same settings`)
      .argument('[app]', appHelp)
      .option(
        '--static <folder>',
        'folder of files that it sends itself: ./public, /assets/=./dist',
        collect,
        [],
      )
      .option('--server-name <name>', 'name of the site; may come several times', collect, [])
      .option('--hand-off <folder>', 'folder of files that the application names and it sends')
      .option('--name <name>', 'name of files and units (default: that of this folder)')
      .action(async (app: string | undefined, options: FrontOptions) => {
        const settings = await settingValues(command, 'serve', app)
        const { printServerConfig } = await import('./commands/server-config.ts')
        printServerConfig(front, settings, options)
      })
    addOptions(command, 'serve')
  }

  const schema = config.command('schema').description('print the JSON Schema of tsgi.config.json')
  schema.action(async () => {
    const { configSchema } = await import('./options/schema.ts')
    process.stdout.write(`${JSON.stringify(configSchema(), null, 2)}\n`)
  })
}

function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print a script of completion for a shell: source <(tsgi completion bash)')
    .argument('<shell>', 'bash, zsh or fish')
    .action(async (shell: string) => {
      const { completionScript } = await import('./options/completion.ts')
      process.stdout.write(completionScript(shell, program))
    })
}

/** What the environment says gives way; flags contradict each other. */
function refuseContradictions(command: Command, app: string | undefined): void {
  const isFlag = (name: string): boolean => command.getOptionValueSource(name) === 'cli'
  if ((app !== undefined || isFlag('app')) && isFlag('eval'))
    command.error('error: --eval takes the place of a file; give one of them')
  if (isFlag('unix') && (isFlag('host') || isFlag('port')))
    command.error('error: --unix takes the place of --host and --port')
  if (isFlag('listen') && ['host', 'port', 'unix'].some(isFlag))
    command.error('error: --listen takes the place of --host, --port and --unix')
  if (isFlag('quiet') && isFlag('verbose'))
    command.error(`error: option '--quiet' cannot be used with option '--verbose'`)
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value]
}

const examples = `Examples:
  tsgi serve                          serve app.ts, server.ts, src/app.ts … of this directory
  tsgi serve app.ts --port 3000       serve its default export
  tsgi serve app.ts:api               serve its export named api
  tsgi serve server.js --workers auto an app of Express, with a worker for each processor
  tsgi dev                            the same while you write it
  tsgi request /books --app app.ts    one request, without a server
  tsgi reload --control app.ctl       a new version, without losing a request
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
