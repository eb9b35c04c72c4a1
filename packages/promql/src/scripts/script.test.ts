import { describe, expect, it } from 'vitest'
import { type EvalCommand, parseScript } from './script.ts'

const parsed = (...lines: string[]) => parseScript(lines.join('\n'))
const evaluated = (...lines: string[]) => parsed(...lines)[0] as EvalCommand

describe('a script', () => {
  it('is made of commands', () => {
    const commands = parsed(
      '# a comment',
      'load 1m',
      '  up{job="a"} 1x2',
      '  up{job="b"} _ 2',
      '',
      'eval instant at 5m sum(up)',
      '  {} 3',
      '',
      'clear',
      'load_with_nhcb 30s',
    )
    expect(commands.map(({ kind, line }) => `${line} ${kind}`)).toEqual([
      '2 load',
      '6 eval',
      '9 clear',
      '10 load',
    ])
    expect(commands[0]).toMatchObject({ stepMs: 60_000, withNhcb: false })
    expect(commands[3]).toMatchObject({ stepMs: 30_000, withNhcb: true, series: [] })
  })

  it('names the moments of a query', () => {
    expect(evaluated('eval instant at 1h30m x').at).toEqual({
      kind: 'instant',
      startMs: 5_400_000,
      endMs: 5_400_000,
      stepMs: 0,
    })
    expect(evaluated('eval range from 0 to 10m step 30s rate(x[5m])')).toMatchObject({
      query: 'rate(x[5m])',
      at: { kind: 'range', startMs: 0, endMs: 600_000, stepMs: 30_000 },
    })
  })

  it('expects series, a scalar or a string', () => {
    const series = evaluated('eval instant at 0 x', ' expect no_warn', ' x{a="1"} 1', ' x{a="2"} 2').value
    expect(series).toMatchObject({ kind: 'series', series: [{ position: 1 }, { position: 2 }] })
    expect(evaluated('eval instant at 0 1', '  1').value).toEqual({ kind: 'scalar', value: 1 })
    expect(evaluated('eval instant at 0 "a"', ' expect string `a`').value).toEqual({
      kind: 'string',
      value: 'a',
    })
  })

  it('expects samples of a range selector', () => {
    const command = evaluated(
      'eval instant at 1m x[30s]',
      ' expect range vector from 40s to 1m step 10s',
      ' x 1 2 3',
    )
    expect(command.at).toEqual({ kind: 'instant', startMs: 40_000, endMs: 60_000, stepMs: 10_000 })
    expect(command.expectsSamples).toBe(true)
  })

  it('expects failures and annotations', () => {
    const { expectations } = evaluated(
      'eval instant at 0 x',
      ' expect fail msg: no such thing',
      ' expect warn regex:a.c$',
      ' expect info',
    )
    expect(expectations.map(({ kind, message }) => [kind, message])).toEqual([
      ['fail', 'no such thing'],
      ['warn', undefined],
      ['info', undefined],
    ])
    expect(expectations[1]?.pattern?.matches('say abc')).toBe(true)
    expect(expectations[1]?.pattern?.matches('abcd')).toBe(false)
  })

  it('reads the old forms', () => {
    expect(evaluated('eval_ordered instant at 0 x').legacy).toBe('ordered')
    const failing = evaluated('eval_fail instant at 0 x', ' expected_fail_message no: such')
    expect(failing).toMatchObject({ legacy: 'fail', expectations: [{ kind: 'fail', message: 'no: such' }] })
    const matching = evaluated('eval_fail range from 0 to 1m step 1m x', ' expected_fail_regexp n.')
    expect(matching.expectations[0]?.pattern?.matches('a no')).toBe(true)
  })

  it('knows when counters were started', () => {
    const [load] = parsed('load 1m', ' @st -1s _', ' a 1x3', ' b@st -5sx1', ' b 1 2')
    expect(load).toMatchObject({
      series: [{ startOffsetsMs: [-1000, undefined, -1000, undefined] }, { startOffsetsMs: [-5000, -5000] }],
    })
  })

  it.each([
    [['x'], 1, 'invalid command "x"'],
    [['', 'load'], 2, 'invalid load command. (load[_with_nhcb] <step:duration>)'],
    [['load 5'], 1, 'invalid step definition "5"'],
    [['load 1m', ' x 1', ' x 1 y'], 3, 'column 5: expected'],
    [['eval x'], 1, 'invalid evaluation command'],
    [['eval instant x'], 1, 'invalid evaluation command'],
    [['eval range from 1m to 0 step 1m x'], 1, 'end timestamp (0) is before start timestamp (1m)'],
    [['eval instant at 0 x', ' expect nothing'], 2, 'invalid expect statement'],
    [
      ['eval instant at 0 x', ' expect warn', ' expect no_warn'],
      3,
      'warn and no_warn cannot be used together',
    ],
    [
      ['eval instant at 0 x', ' expect fail', ' expect fail'],
      3,
      'multiple expect fail lines are not allowed',
    ],
    [['eval instant at 0 x', ' expect string a'], 2, 'check that the string is correctly quoted'],
    [['eval instant at 0 x', ' x 1 2'], 2, 'expecting multiple values in instant evaluation not allowed'],
    [['load 1m', ' x@st -1m', ' y 1'], 3, '@st metric does not match the following sample line metric'],
    [['load 1m', ' x@st -1m', ' x 1 2'], 3, '@st line has 1 values but sample line has 2'],
    [['load 1m', ' x@st -1m'], 2, '@st line has no following sample line'],
  ])('is refused: %j', (lines, line, message) => {
    expect(() => parsed(...lines)).toThrow(
      expect.objectContaining({ line, message: expect.stringContaining(message) }),
    )
  })
})
