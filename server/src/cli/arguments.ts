/** Takes a command line apart: `node:util`'s parseArgs, with words that help. */
import { parseArgs } from 'node:util'
import { closest } from '../config/closest.ts'
import { type Arguments, type Command, UsageError } from './command.ts'

export function parseArguments(command: Command, args: readonly string[]): Arguments {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {
    help: { type: 'boolean', short: 'h' },
  }
  for (const { name, short, value } of command.options) {
    options[name] = { type: value === undefined ? 'boolean' : 'string', ...(short ? { short } : {}) }
  }
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const values: Record<string, string> = {}
  const switches = new Set<string>()
  const rest: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') rest.push(token.value)
    if (token.kind !== 'option') continue
    const option = command.options.find(({ name }) => name === token.name)
    if (token.name !== 'help' && !option) throw unknownOption(command, token.rawName)
    if (option?.value === undefined) {
      if (token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`)
      switches.add(token.name)
    } else if (!token.value || (!token.inlineValue && token.value.startsWith('--'))) {
      throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${option.value}`)
    } else {
      const before = option.repeats ? values[token.name] : undefined
      values[token.name] = before === undefined ? token.value : `${before},${token.value}`
    }
  }
  if (rest.length > 0 && command.operand === undefined && !switches.has('help')) {
    throw new UsageError(`vedette ${command.name} does not take ${JSON.stringify(rest[0])}`)
  }
  return { values, switches, rest }
}

function unknownOption(command: Command, given: string): UsageError {
  const meant = closest(
    given.replace(/^-+/, ''),
    command.options.map(({ name }) => name),
  )
  return new UsageError(
    `vedette ${command.name} has no option ${given}${meant ? `, did you mean --${meant}?` : ''}`,
  )
}
