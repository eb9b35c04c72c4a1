/** From the words of a command line to a command and its exit code: 0 done, 1 failed, 2 the command line is wrong. */
import { closest } from '../config/closest.ts'
import { ConfigError } from '../config/index.ts'
import { VedetteError } from '../errors.ts'
import { parseArguments } from './arguments.ts'
import { type Command, type Terminal, UsageError } from './command.ts'
import { commandHelp, generalHelp } from './help.ts'

export async function runCommandLine(
  args: readonly string[],
  commands: readonly Command[],
  terminal: Terminal,
): Promise<number> {
  try {
    return await dispatch(args, commands, terminal)
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.err(`vedette: ${error.message}`)
      return 2
    }
    if (error instanceof ConfigError) {
      for (const problem of error.problems) terminal.err(`error: ${problem}`)
      return 1
    }
    if (error instanceof VedetteError) {
      terminal.err(`vedette: ${error.message}`)
      return 1
    }
    throw error
  }
}

async function dispatch(
  args: readonly string[],
  commands: readonly Command[],
  terminal: Terminal,
): Promise<number> {
  const [first, second] = args
  if (first === '--help' || first === '-h' || first === 'help') {
    const asked = args.slice(1).filter(word => !word.startsWith('-'))
    terminal.out((asked.length === 0 ? generalHelp(commands) : helpFor(asked, commands)).trimEnd())
    return 0
  }
  if (first === '--version' || first === '-v') return dispatch(['version'], commands, terminal)

  const command = commands.find(({ name }) => name === first || name === `${first} ${second}`)
  // `vedette --listen :80` and plain `vedette` start it.
  const starts = first === undefined || first.startsWith('-')
  const chosen = command ?? (starts ? commands.find(({ name }) => name === 'start') : undefined)
  if (!chosen) {
    if (args.includes('--help') || args.includes('-h')) {
      return dispatch(['help', ...args.filter(word => !word.startsWith('-'))], commands, terminal)
    }
    throw unknownCommand(args, commands)
  }
  const words = command ? chosen.name.split(' ').length : 0
  const given = parseArguments(chosen, args.slice(words))
  if (given.switches.has('help')) {
    terminal.out(commandHelp(chosen).trimEnd())
    return 0
  }
  return chosen.run(given, terminal)
}

/** `vedette token --help` shows all commands of that noun. */
function helpFor(words: readonly string[], commands: readonly Command[]): string {
  const name = words.join(' ')
  const found = commands.filter(each => each.name === name || each.name.startsWith(`${name} `))
  if (found.length === 0) throw new UsageError(`there is no command ${name}`)
  return found.map(commandHelp).join('\n')
}

function unknownCommand(args: readonly string[], commands: readonly Command[]): Error {
  const words = args.filter(word => !word.startsWith('-'))
  const [noun] = words
  const ofNoun = commands.filter(({ name }) => name.startsWith(`${noun} `))
  if (ofNoun.length > 0) {
    const names = ofNoun.map(({ name }) => name)
    const meant = words[1] ? closest(words.slice(0, 2).join(' '), names) : undefined
    return new UsageError(
      meant
        ? `there is no command ${words.slice(0, 2).join(' ')}, did you mean ${meant}?`
        : `${noun} needs one more word: ${names.join(', ')}`,
    )
  }
  const names = commands.map(({ name }) => name)
  const meant =
    closest(words.slice(0, 2).join(' '), names) ??
    closest(noun ?? '', [...names, ...names.map(name => name.split(' ')[0]!)])
  return new UsageError(
    `there is no command ${noun}${meant ? `, did you mean ${meant}?` : ''} (vedette --help lists them)`,
  )
}
