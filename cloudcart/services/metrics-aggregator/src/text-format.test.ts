import fc from 'fast-check'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { MetricsTextError, readSamples } from './text-format.ts'

const read = (text: string) =>
  [...readSamples(text)].map(({ name, labels, value }) => ({
    name,
    labels: Object.fromEntries(labels),
    value,
  }))

describe('the text of /metrics', () => {
  it.each([
    ['a 1', { name: 'a', labels: {}, value: 1 }],
    ['a:b_c 1.5e3', { name: 'a:b_c', labels: {}, value: 1500 }],
    ['a{} -0.25', { name: 'a', labels: {}, value: -0.25 }],
    ['a{x="1",} 2', { name: 'a', labels: { x: '1' }, value: 2 }],
    ['  a { x = "1" , y="2" }  2  1700000000000', { name: 'a', labels: { x: '1', y: '2' }, value: 2 }],
    ['a{x="\\"\\\\\\n, } 3"} 4', { name: 'a', labels: { x: '"\\\n, } 3' }, value: 4 }],
    ['a{x="é 🙂 #"} .5', { name: 'a', labels: { x: 'é 🙂 #' }, value: 0.5 }],
    [
      'a_bucket{le="+Inf"} 7 # {trace_id="ab c"} 0.3 17.5',
      { name: 'a_bucket', labels: { le: '+Inf' }, value: 7 },
    ],
    ['a NaN', { name: 'a', labels: {}, value: Number.NaN }],
    ['a Nan', { name: 'a', labels: {}, value: Number.NaN }],
    ['a +Inf', { name: 'a', labels: {}, value: Number.POSITIVE_INFINITY }],
    ['a -Inf', { name: 'a', labels: {}, value: Number.NEGATIVE_INFINITY }],
    ['a{__proto__="x"} 1', { name: 'a', labels: JSON.parse('{"__proto__":"x"}'), value: 1 }],
  ])('reads %s', (text, sample) => {
    expect(read(text)).toEqual([sample])
    expect(read(`# HELP a b\n#\n\n  # TYPE\n${text}\n`)).toEqual([sample])
  })

  it.each([
    ['{x="1"} 1', 'no name of a metric at character 1'],
    ['1a 1', 'no name of a metric at character 1'],
    ['a', 'no value at character 2'],
    ['a x', 'no value'],
    ['a 0x10', 'no value'],
    ['a 1 x', 'no value'],
    ['a{x="1" 1', 'neither a comma nor a brace at character 9'],
    ['a{x="1"', 'neither a comma nor a brace at character 8'],
    ['a{x="1}', 'no label at character 3'],
    ['a{x="\\q"} 1', 'no label'],
    ['a{x=1} 1', 'no label'],
    ['a{x="1",x="2"} 1', 'the label x twice'],
    ['a{,} 1', 'no label'],
  ])('refuses %s', (text, why) => {
    expect(() => read(`b 1\n${text}`)).toThrow(`line 2 has ${why}`)
  })

  it('is bounded', () => {
    const limits = { samples: 2, lineLength: 20, labels: 1 }
    const all = (text: string) => [...readSamples(text, limits)]
    expect(all('a 1\nb 2\n')).toHaveLength(2)
    expect(() => all('a 1\nb 2\nc 3\n')).toThrow('more than 2 samples')
    expect(() => all(`# ${'x'.repeat(20)}`)).toThrow('line 1 is longer than 20 characters')
    expect(() => all('a{b="",c=""} 1')).toThrow('more than 1 labels')
  })

  it('reads what prom-client writes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.string(), fc.double()), { minLength: 1, maxLength: 10 }),
        async pairs => {
          const registry = new Registry()
          const gauge = new Gauge({
            name: 'g',
            help: 'a \\ "b"\nc',
            labelNames: ['x'],
            registers: [registry],
          })
          new Counter({ name: 'c_total', help: 'c', registers: [registry] }).inc(3)
          new Histogram({ name: 'h', help: 'h', buckets: [1], registers: [registry] }).observe(0.5)
          const last = new Map<string, number>()
          for (const [x, value] of pairs) {
            gauge.set({ x }, value)
            last.set(x, value === 0 ? 0 : value)
          }
          const samples = read(await registry.metrics())
          expect(new Map(samples.flatMap(s => (s.name === 'g' ? [[s.labels.x, s.value + 0]] : [])))).toEqual(
            last,
          )
          expect(samples.filter(s => s.name.startsWith('h_')).map(s => s.value)).toEqual([1, 1, 0.5, 1])
        },
      ),
    )
  })

  it('neither hangs nor fails otherwise on any text', () => {
    const line = fc
      .array(fc.constantFrom('a', '{', '}', '"', '\\', ',', '=', ' ', '1', '\n', '#', 'NaN', '\r'))
      .map(p => p.join(''))
    fc.assert(
      fc.property(fc.oneof(line, fc.string()), text => {
        try {
          read(text)
        } catch (error) {
          expect(error).toBeInstanceOf(MetricsTextError)
        }
      }),
    )
    expect(() => read(`a{x="${'\\\\'.repeat(8_000)}`)).toThrow(MetricsTextError)
  })
})
