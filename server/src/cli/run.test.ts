import { describe, expect, it } from 'vitest'
import { VedetteError } from '../errors.ts'
import type { Arguments, Command, Terminal } from './command.ts'
import { COMMANDS } from './commands.ts'
import { runCommandLine } from './run.ts'

async function run(line: string, commands: readonly Command[] = COMMANDS) {
  const out: string[] = []
  const err: string[] = []
  const terminal: Terminal = {
    out: text => void out.push(text),
    err: text => void err.push(text),
    env: {},
    cwd: '/nowhere',
  }
  const code = await runCommandLine(line === '' ? [] : line.split(' '), commands, terminal)
  return { code, out: out.join('\n'), err: err.join('\n') }
}

describe('help', () => {
  it('lists every command', async () => {
    for (const line of ['--help', '-h', 'help']) {
      const { code, out } = await run(line)
      expect(code).toBe(0)
      for (const { name, summary } of COMMANDS)
        expect(out).toMatch(new RegExp(`\\b${name} +${summary.slice(0, 20)}`))
    }
  })

  it.each(COMMANDS.map(({ name }) => name))('of %s names all of its options', async name => {
    const command = COMMANDS.find(each => each.name === name)!
    for (const line of [`${name} --help`, `${name} -h`, `help ${name}`]) {
      const { code, out } = await run(line)
      expect(code).toBe(0)
      expect(out).toContain(`Usage: vedette ${name}`)
      for (const option of command.options) expect(out).toContain(`--${option.name}`)
      expect(out.split('\n').every(each => each.length <= 100)).toBe(true)
    }
  })

  it('of a noun shows all that it can do', async () => {
    const { out } = await run('token --help')
    expect(out.match(/Usage: vedette token \w+/g)).toEqual([
      'Usage: vedette token create',
      'Usage: vedette token list',
      'Usage: vedette token revoke',
    ])
  })
})

describe('a wrong command line', () => {
  it.each([
    ['strat', 'vedette: there is no command strat, did you mean start? (vedette --help lists them)'],
    ['frobnicate', 'vedette: there is no command frobnicate (vedette --help lists them)'],
    [
      'tokens list',
      'vedette: there is no command tokens, did you mean token list? (vedette --help lists them)',
    ],
    ['token lst', 'vedette: there is no command token lst, did you mean token list?'],
    ['token', 'vedette: token needs one more word: token create, token list, token revoke'],
    ['check', 'vedette: check needs one more word: check config'],
    ['version now', 'vedette: vedette version does not take "now"'],
    ['start --lisen :80', 'vedette: vedette start has no option --lisen, did you mean --listen?'],
    ['--lisen :80', 'vedette: vedette start has no option --lisen, did you mean --listen?'],
    ['start -x', 'vedette: vedette start has no option -x'],
    ['start --listen', 'vedette: --listen needs a value: --listen ADDRESS'],
    ['start --listen --data x', 'vedette: --listen needs a value: --listen ADDRESS'],
    ['token list --json=yes', 'vedette: --json takes no value'],
    ['token create --scope read', 'vedette: --name is missing: say what the token is for'],
    ['token create -n x', 'vedette: --scope is missing: one or more of ingest, read, admin'],
    ['token create -n x -s write', 'vedette: a scope is one of ingest, read, admin'],
    [
      'token create -n x -s read --expires soon',
      'vedette: --expires: expected a duration such as 90d, or a time such as 2027-01-31T00:00:00Z',
    ],
    ['token revoke', 'vedette: the id of the token is missing: "vedette token list" has it'],
    ['token revoke a b', 'vedette: one token at a time'],
    ['help nothing', 'vedette: there is no command nothing'],
  ])('%s', async (line, message) => {
    expect(await run(line)).toEqual({ code: 2, out: '', err: message })
  })
})

describe('a command', () => {
  const given: Arguments[] = []
  const commands: Command[] = [
    {
      name: 'start',
      summary: 'start',
      options: [
        { name: 'listen', short: 'l', value: 'ADDRESS', description: '' },
        { name: 'fast', description: '' },
      ],
      run: async args => {
        given.push(args)
        return 0
      },
    },
    {
      name: 'fail well',
      summary: 'fail',
      options: [],
      run: async () => {
        throw new VedetteError('not-ready', 'the store sleeps')
      },
    },
    {
      name: 'fail badly',
      summary: 'fail',
      options: [],
      run: async () => {
        throw new TypeError('a bug')
      },
    },
  ]

  it('gets its options, however they are written', async () => {
    for (const line of ['start --listen=:80 --fast', '-l :80 --fast', 'start --fast --listen :80']) {
      expect((await run(line, commands)).code).toBe(0)
      expect(given.at(-1)).toEqual({ values: { listen: ':80' }, switches: new Set(['fast']), rest: [] })
    }
  })

  it('is start where none is named', async () => {
    const before = given.length
    expect((await run('', commands)).code).toBe(0)
    expect(given).toHaveLength(before + 1)
  })

  it('that fails says why, in one line', async () => {
    expect(await run('fail well', commands)).toEqual({ code: 1, out: '', err: 'vedette: the store sleeps' })
  })

  it('that has a bug is not silenced', async () => {
    await expect(run('fail badly', commands)).rejects.toThrow(TypeError)
  })
})

it('version names what runs', async () => {
  for (const line of ['version', '--version', '-v']) {
    expect((await run(line)).out).toMatch(/^vedette \d+\.\d+\.\d+ \(Node 26\.\S+, chdb \S+, \S+\)$/)
  }
})
