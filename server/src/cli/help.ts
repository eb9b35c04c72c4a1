/** What `--help` prints. */
import type { Command, Option } from './command.ts'

const WIDTH = 100

export function generalHelp(commands: readonly Command[]): string {
  const entries = commands.map(({ name, summary }) => [name, summary] as const)
  return `Vedette watches services: metrics in, kept in ClickHouse, asked with Prometheus's tools.

Usage: vedette [command] [options]

Commands:
${columns(entries)}

Without a command it starts. vedette <command> --help says more about each.
Settings: vedette.yml in the working directory, VEDETTE_* in the environment; docs/configuration.md.
`
}

export function commandHelp(command: Command): string {
  const usage = ['vedette', command.name, command.operand, '[options]'].filter(Boolean).join(' ')
  const parts = [`${capital(command.summary)}.`, `Usage: ${usage}`]
  if (command.details) parts.push(wrap(command.details, WIDTH).join('\n'))
  const options: Option[] = [...command.options, { name: 'help', short: 'h', description: 'show this' }]
  parts.push(`Options:\n${columns(options.map(option => [spelled(option), option.description]))}`)
  if (command.examples) parts.push(`Examples:\n${command.examples.map(line => `  ${line}`).join('\n')}`)
  return `${parts.join('\n\n')}\n`
}

function spelled({ name, short, value }: Option): string {
  return `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`
}

function columns(entries: readonly (readonly [string, string])[]): string {
  const left = Math.max(...entries.map(([term]) => term.length)) + 2
  return entries
    .flatMap(([term, text]) =>
      wrap(text, WIDTH - left - 2).map((line, i) => `  ${(i === 0 ? term : '').padEnd(left)}${line}`),
    )
    .join('\n')
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line = ''
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line)
        line = word
      } else line = line === '' ? word : `${line} ${word}`
    }
    lines.push(line)
  }
  return lines
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
