import type { Command, Option } from 'commander'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { nearest } from './nearest.ts'
import { optionNames, optionTable } from './table.ts'

/**
 * A script that completes commands, flags and their values.
 * @param program what is completed
 * @throws CommandError for a shell that is not known
 */
export function completionScript(shell: string, program: Command): string {
  const script = scripts.get(shell)
  if (script !== undefined) return script(commandsOf(program))
  const meant = nearest(shell, [...scripts.keys()])
  throw new CommandError(
    exitCodes.usage,
    `there is no completion for ${shell}: bash, zsh or fish${meant === undefined ? '' : ` (did you mean ${meant}?)`}`,
  )
}

interface Completed {
  readonly name: string
  readonly help: string
  readonly words: readonly string[]
  readonly options: readonly Flag[]
}

interface Flag {
  readonly flag: string
  readonly help: string
  readonly takesValue: boolean
  readonly choices: readonly string[]
  readonly isPath: boolean
}

function commandsOf(program: Command): Completed[] {
  return program.commands.map((command) => ({
    name: command.name(),
    help: command.description(),
    words:
      command.name() === 'completion' ? [...scripts.keys()] : command.commands.map((inner) => inner.name()),
    options: command.options.filter((option) => !option.hidden).map(flagOf),
  }))
}

function flagOf(option: Option): Flag {
  const name = optionNames.find((candidate) => candidate === option.attributeName())
  const kind = name === undefined ? undefined : optionTable[name].kind
  return {
    flag: option.long ?? '',
    help: option.description,
    takesValue: option.required,
    choices: kind?.choices ?? [],
    isPath: kind?.isPath ?? ['--output', '--config'].includes(option.long ?? ''),
  }
}

function bash(commands: readonly Completed[]): string {
  const cases = commands.map(({ name, options, words }) => {
    const all = [...words, ...options.map(({ flag }) => flag)].join(' ')
    return `    ${name}) words='${all}' ;;`
  })
  return `# bash completion of tsgi: source <(tsgi completion bash)
_tsgi() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} words
  case $before in
${choiceCases(commands)}
  esac
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
    *) words='${commands.map(({ name }) => name).join(' ')} help' ;;
  esac
  if [[ $COMP_CWORD -eq 1 ]]; then words='${commands.map(({ name }) => name).join(' ')} help --help --version'; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _tsgi tsgi
`
}

function choiceCases(commands: readonly Completed[]): string {
  const flags = new Map(commands.flatMap(({ options }) => options.map((one) => [one.flag, one] as const)))
  const cases = [...flags.values()].flatMap(({ flag, choices, isPath, takesValue }) => {
    if (choices.length > 0)
      return [`    ${flag}) COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$current")); return ;;`]
    if (isPath) return [`    ${flag}) COMPREPLY=($(compgen -f -- "$current")); return ;;`]
    return takesValue ? [`    ${flag}) return ;;`] : []
  })
  return cases.join('\n')
}

function zsh(commands: readonly Completed[]): string {
  const cases = commands.map(({ name, options, words }) => {
    const specs = options.map(({ flag, help, takesValue, choices, isPath }) => {
      const action = choices.length > 0 ? `(${choices.join(' ')})` : isPath ? '_files' : ' '
      return `        '*${flag}[${zshText(help)}]${takesValue ? `:value:${action}` : ''}'`
    })
    const rest = words.length > 0 ? `        '1:what:(${words.join(' ')})'` : `        '*:file:_files'`
    return `      ${name})\n      _arguments \\\n${[...specs, rest].join(' \\\n')}\n      ;;`
  })
  return `#compdef tsgi
# zsh completion of tsgi: source <(tsgi completion zsh)
_tsgi() {
  local line state
  local -a commands=(
${commands.map(({ name, help }) => `    '${name}:${zshText(help)}'`).join('\n')}
  )
  _arguments -C '1: :->command' '*:: :->rest'
  case $state in
    command) _describe command commands ;;
    rest)
    case $line[1] in
${cases.join('\n')}
    esac
    ;;
  esac
}
compdef _tsgi tsgi
`
}

function zshText(text: string): string {
  return text.replaceAll(/['[\]:\\]/g, (character) => (character === "'" ? '’' : `\\${character}`))
}

function fish(commands: readonly Completed[]): string {
  const lines = commands.flatMap(({ name, help, words, options }) => [
    `complete -c tsgi -n __fish_use_subcommand -f -a ${name} -d ${quoted(help)}`,
    ...(words.length > 0
      ? [`complete -c tsgi -n '__fish_seen_subcommand_from ${name}' -f -a ${quoted(words.join(' '))}`]
      : []),
    ...options.map(({ flag, help: what, takesValue, choices, isPath }) => {
      const value =
        choices.length > 0
          ? ` -x -a ${quoted(choices.join(' '))}`
          : isPath
            ? ' -r -F'
            : takesValue
              ? ' -x'
              : ''
      return `complete -c tsgi -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)}${value} -d ${quoted(what)}`
    }),
  ])
  return `# fish completion of tsgi: tsgi completion fish | source\n${lines.join('\n')}\n`
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, (character) => `\\${character}`)}'`
}

const scripts: ReadonlyMap<string, (commands: readonly Completed[]) => string> = new Map([
  ['bash', bash],
  ['zsh', zsh],
  ['fish', fish],
])
