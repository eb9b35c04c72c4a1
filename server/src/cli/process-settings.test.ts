import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { startsServer } from './process-settings.ts'

const module = fileURLToPath(new URL('./process-settings.ts', import.meta.url))
const program = `
import { takeOverWithSettings } from ${JSON.stringify(module)}
const before = process.pid
takeOverWithSettings(process)
const { UV_THREADPOOL_SIZE, MALLOC_ARENA_MAX } = process.env
console.log(JSON.stringify({ UV_THREADPOOL_SIZE, MALLOC_ARENA_MAX, flags: process.execArgv.filter(flag => flag.startsWith('--max')) }))
`

async function settingsWith(env: Record<string, string>): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    env: { PATH: process.env.PATH, ...env },
  })
  return JSON.parse(stdout)
}

describe('the settings of the process', () => {
  it.each([
    ['', true],
    ['start', true],
    ['start --listen :80', true],
    ['--data /srv', true],
    ['--help', false],
    ['start --help', false],
    ['--version', false],
    ['check config', false],
    ['token list', false],
  ])('are for the server: "%s" %s', (line, expected) => {
    expect(startsServer(line === '' ? [] : line.split(' '))).toBe(expected)
  })

  it('are taken on once, in the same process', async () => {
    expect(await settingsWith({})).toEqual({
      UV_THREADPOOL_SIZE: '16',
      MALLOC_ARENA_MAX: '2',
      flags: ['--max-semi-space-size=2'],
    })
  })

  it('leave alone what the environment says', async () => {
    expect(await settingsWith({ UV_THREADPOOL_SIZE: '5' })).toMatchObject({
      UV_THREADPOOL_SIZE: '5',
      MALLOC_ARENA_MAX: '2',
    })
  })
})
