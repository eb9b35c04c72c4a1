/** What a command of the command line is, and what it gets to work with. */
export interface Terminal {
  /** What was asked for: may be piped on. */
  readonly out: (line: string) => void
  /** Everything else that a person should see. */
  readonly err: (line: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Of a terminal that a person looks at; undefined where the output goes elsewhere. */
  readonly columns?: number
}

export interface Option {
  /** Without dashes. */
  readonly name: string
  readonly short?: string
  /** What stands for the value in the help; without it the option is a switch. */
  readonly value?: string
  /** Given several times, the values are joined by commas; without it the last one counts. */
  readonly repeats?: boolean
  readonly description: string
}

export interface Arguments {
  /** Of options with a value: what was given. */
  readonly values: Readonly<Record<string, string>>
  /** Switches that were given. */
  readonly switches: ReadonlySet<string>
  readonly rest: readonly string[]
}

export interface Command {
  /** As typed: `check config`. */
  readonly name: string
  /** One line, for the list of commands. */
  readonly summary: string
  /** More about it, for its own help. */
  readonly details?: string
  /** What may follow the options: `ID`. */
  readonly operand?: string
  readonly options: readonly Option[]
  readonly examples?: readonly string[]
  /** The exit code. Errors of the catalogue may be thrown; they are printed without a stack. */
  readonly run: (given: Arguments, terminal: Terminal) => Promise<number>
}

/** The command line itself is wrong; the exit code is 2 then. */
export class UsageError extends Error {
  override name = 'UsageError'
}

export const CONFIG_OPTION: Option = {
  name: 'config',
  short: 'c',
  value: 'FILE',
  description: 'the configuration (./vedette.yml if it is there)',
}
