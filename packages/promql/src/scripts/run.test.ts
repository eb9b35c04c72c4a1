import { describe, expect, it } from 'vitest'
import { runScript } from './run.ts'

const LOAD = ['load 1m', ' x{a="1"} 1+1x10', ' x{a="2"} 10+10x10', '']
const run = (...lines: string[]) => runScript([...LOAD, ...lines].join('\n'))
const firstMessage = async (...lines: string[]) => (await run(...lines)).failures[0]?.message

describe('running a script', () => {
  it('counts its cases', async () => {
    expect(
      await run(
        'eval instant at 5m sum(x)',
        ' {} 66',
        '',
        'eval range from 0 to 2m step 1m x{a="1"}',
        ' x{a="1"} 1 2 3',
      ),
    ).toEqual({ passed: 2, total: 2, failures: [] })
  })

  it('goes on after a case that failed, and says where it stands', async () => {
    const { passed, total, failures } = await run(
      'eval instant at 5m sum(x)',
      ' {} 67',
      '',
      'eval instant at 0 1',
      ' 1',
    )
    expect([passed, total]).toEqual([1, 2])
    expect(failures).toEqual([
      { line: 5, query: 'sum(x)', message: 'expected 67 for {}, got {}: 66 @ 300000 ms' },
    ])
  })

  it.each([
    [['eval instant at 5m x', ' x{a="1"} 6'], 'unexpected series in result: x{a="2"}: 60 @ 300000 ms'],
    [['eval instant at 5m x{a="1"}', ' x{a="1"} 6', ' x{a="3"} 6'], 'expected x{a="3"} with 6, not found'],
    [['eval instant at 5m 1', ' {} 1'], 'expected series, got the scalar 1'],
    [['eval instant at 5m 1', ' 2'], 'expected scalar 2, got 1'],
    [['eval instant at 5m x{a="1"}', ' 6'], 'expected scalar result, got series: x{a="1"}: 6 @ 300000 ms'],
    [['eval instant at 5m "a"', ' expect string "b"'], 'expected string "b", got "a"'],
    [['eval instant at 5m sum(x)', ' expect fail', ' {} 66'], 'expected an error, but there was none'],
    [
      ['eval instant at 5m x', ' expect ordered', ' x{a="2"} 60', ' x{a="1"} 6'],
      'expected x{a="1"} at position 2, but it is at 1',
    ],
    [['eval instant at 5m sum(x)', ' expect warn', ' {} 66'], 'expected warn annotations, got none'],
    [['eval instant at 5m rate(x[2m])', ' expect no_info'], 'unexpected info annotations: '],
    [
      ['eval instant at 5m rate(x[2m])', ' expect info msg:y'],
      'expected info annotation matching "y", found: ',
    ],
    [
      ['eval range from 0 to 1m step 1m x{a="1"}', ' x{a="1"} 1 3'],
      'expected 3 at 60000 ms for x{a="1"}, got 2 at 60000 ms (result has x{a="1"}: 1 @ 0 ms, 2 @ 60000 ms)',
    ],
    [
      ['eval range from 0 to 1m step 1m x{a="1"}', ' x{a="1"} 1'],
      'expected 1 float points and 0 histogram points',
    ],
    [
      ['eval range from 0 to 1m step 1m x{a="1"}', ' x{a="1"} 1 2 3'],
      'query time range cannot return this many points',
    ],
  ])('tells what differs: %j', async (lines, message) => {
    expect(await firstMessage(...lines)).toContain(message)
  })

  it('knows the errors that are expected', async () => {
    const lines = ['eval instant at 5m label_replace(x, "a", "", "a", ".*")', ' expect fail msg:']
    const words = 'vector cannot contain metrics with the same labelset'
    expect(await run(lines[0]!, `${lines[1]} ${words}`)).toMatchObject({ passed: 1 })
    expect(await run(lines[0]!, ' expect fail regex:same')).toMatchObject({ passed: 1 })
    expect(await firstMessage(lines[0]!, ' expect fail msg: other')).toContain(
      `expected error matching "other", got: ${words}`,
    )
  })

  it('reports a query that is none, and a load that is refused', async () => {
    expect((await run('eval instant at 5m sum(')).failures).toHaveLength(1)
    expect((await run('load 1m', ' x{a="1"} 5')).failures).toEqual([
      { line: 5, query: '', message: 'load: out of order sample of x at 0 ms' },
    ])
  })

  it('asks a source of the caller', async () => {
    let asked = 0
    const sourceOf = () => ({
      select: () => {
        asked++
        return Promise.reject(new Error('no source'))
      },
    })
    const { failures } = await runScript([...LOAD, 'eval instant at 5m x'].join('\n'), { sourceOf })
    expect(asked).toBe(1)
    expect(failures[0]?.message).toContain('no source')
  })
})
