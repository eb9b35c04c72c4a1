// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of the rules, not of JavaScript
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareUtf8, labelsFrom, labelsOf, recordOf } from './labels.ts'
import { RELABEL_ACTIONS, type RelabelRule, relabel, relabelRule, relabelSteps } from './relabel.ts'

type Case = [
  what: string,
  input: Record<string, string>,
  rules: Partial<RelabelRule>[],
  output: Record<string, string> | undefined,
]

const PORTS = { __tmp_port: '1234', __port1: '1234', __port2: '5678' }
const TAGS = { __meta_sd_tags: 'path:/secret,job:some-job,label:foo=bar' }

const cases: Case[] = [
  [
    'replace writes what the groups caught',
    { a: 'foo' },
    [{ sourceLabels: ['a'], regex: 'f(.*)', targetLabel: 'd', replacement: 'ch${1}-ch${1}' }],
    { a: 'foo', d: 'choo-choo' },
  ],
  [
    'a rule sees what the rule before it wrote',
    { a: 'foo', b: 'bar', c: 'baz' },
    [
      { sourceLabels: ['a', 'b'], regex: 'f(.*);(.*)r', targetLabel: 'a', replacement: 'b${1}${2}m' },
      { sourceLabels: ['c', 'a'], regex: '(b).*b(.*)ba(.*)', targetLabel: 'd', replacement: '$1$2$2$3' },
    ],
    { a: 'boobam', b: 'bar', c: 'baz', d: 'boooom' },
  ],
  [
    'the separator joins the values, missing ones too',
    { a: 'x', c: 'z' },
    [{ sourceLabels: ['a', 'b', 'c'], separator: '-', targetLabel: 'd' }],
    { a: 'x', c: 'z', d: 'x--z' },
  ],
  [
    'the pattern must match the whole value',
    { a: 'foo' },
    [{ sourceLabels: ['a'], regex: 'f|o', action: 'drop' }],
    { a: 'foo' },
  ],
  [
    'a dot matches a line break',
    { a: 'foo\nbar' },
    [{ sourceLabels: ['a'], regex: 'foo.bar', targetLabel: 'b', replacement: 'yes' }],
    { a: 'foo\nbar', b: 'yes' },
  ],
  [
    'replace without a match changes nothing',
    { a: 'boo' },
    [{ sourceLabels: ['a'], regex: 'f', targetLabel: 'b', replacement: 'bar' }],
    { a: 'boo' },
  ],
  [
    'replace with the defaults copies a label',
    { a: 'x' },
    [{ sourceLabels: ['a'], targetLabel: 'b' }],
    { a: 'x', b: 'x' },
  ],
  [
    'replace without source labels sets a label',
    {},
    [{ targetLabel: 'env', replacement: 'prod' }],
    { env: 'prod' },
  ],
  [
    'replace with an empty result removes the target label',
    { a: 'x', b: 'y' },
    [{ sourceLabels: ['missing'], targetLabel: 'b' }],
    { a: 'x' },
  ],
  [
    'the target label may come from a group',
    { a: 'some-name-value' },
    [
      {
        sourceLabels: ['a'],
        regex: 'some-([^-]+)-([^,]+)',
        replacement: '${2}',
        targetLabel: '${1}',
      },
    ],
    { a: 'some-name-value', name: 'value' },
  ],
  [
    'a target label that comes out empty is not written',
    { a: 'some-name-0' },
    [{ sourceLabels: ['a'], regex: 'some-([^-]+)-([^,]+)', replacement: '${1}', targetLabel: '${3}' }],
    { a: 'some-name-0' },
  ],
  [
    'a target label that comes out invalid under legacy names is not written',
    { a: 'x-1' },
    [{ sourceLabels: ['a'], targetLabel: '${1}', replacement: 'v', names: 'legacy' }],
    { a: 'x-1' },
  ],
  [
    'the same one is written where names may be UTF-8',
    { a: 'x-1' },
    [{ sourceLabels: ['a'], targetLabel: '${1}', replacement: 'v' }],
    { a: 'x-1', 'x-1': 'v' },
  ],
  [
    'names may be UTF-8 everywhere',
    { 'service.name': 'café', привет: 'мир' },
    [
      { sourceLabels: ['service.name'], targetLabel: 'dienst.name.ß', regex: '(c.f.)' },
      { regex: 'при(.*)', replacement: '见$1', action: 'labelmap' },
    ],
    { 'service.name': 'café', привет: 'мир', 'dienst.name.ß': 'café', 见вет: 'мир' },
  ],
  [
    'named groups',
    { a: 'db-7' },
    [
      {
        sourceLabels: ['a'],
        regex: '(?P<kind>[a-z]+)-(?P<no>\\d+)',
        targetLabel: 'b',
        replacement: '${no}:$kind',
      },
    ],
    { a: 'db-7', b: '7:db' },
  ],
  [
    'tags taken apart, as people do with Consul',
    TAGS,
    [
      {
        sourceLabels: ['__meta_sd_tags'],
        regex: '(?:.+,|^)path:(/[^,]+).*',
        targetLabel: '__metrics_path__',
      },
      { sourceLabels: ['__meta_sd_tags'], regex: '(?:.+,|^)job:([^,]+).*', targetLabel: 'job' },
      {
        sourceLabels: ['__meta_sd_tags'],
        regex: '(?:.+,|^)label:([^=]+)=([^,]+).*',
        targetLabel: '${1}',
        replacement: '${2}',
      },
    ],
    { ...TAGS, __metrics_path__: '/secret', job: 'some-job', foo: 'bar' },
  ],
  ['keep keeps a match', { a: 'foo' }, [{ sourceLabels: ['a'], regex: 'f.*', action: 'keep' }], { a: 'foo' }],
  ['keep drops the rest', { a: 'foo' }, [{ sourceLabels: ['a'], regex: 'x', action: 'keep' }], undefined],
  ['drop drops a match', { a: 'foo' }, [{ sourceLabels: ['a'], regex: '.*o.*', action: 'drop' }], undefined],
  ['drop keeps the rest', { a: 'foo' }, [{ sourceLabels: ['a'], regex: 'x', action: 'drop' }], { a: 'foo' }],
  [
    'nothing is asked of a set that was dropped',
    { a: 'foo' },
    [
      { sourceLabels: ['a'], regex: '.*o.*', action: 'drop' },
      { targetLabel: 'b', replacement: 'x' },
    ],
    undefined,
  ],
  [
    'keepequal, equal',
    PORTS,
    [{ sourceLabels: ['__tmp_port'], action: 'keepequal', targetLabel: '__port1' }],
    PORTS,
  ],
  [
    'keepequal, different',
    PORTS,
    [{ sourceLabels: ['__tmp_port'], action: 'keepequal', targetLabel: '__port2' }],
    undefined,
  ],
  [
    'dropequal, equal',
    PORTS,
    [{ sourceLabels: ['__tmp_port'], action: 'dropequal', targetLabel: '__port1' }],
    undefined,
  ],
  [
    'dropequal, different',
    PORTS,
    [{ sourceLabels: ['__tmp_port'], action: 'dropequal', targetLabel: '__port2' }],
    PORTS,
  ],
  [
    'hashmod gives the shard that Prometheus gives',
    { c: 'baz' },
    [{ sourceLabels: ['c'], targetLabel: 'd', action: 'hashmod', modulus: 1000 }],
    { c: 'baz', d: '976' },
  ],
  [
    'hashmod of a value with a line break',
    { a: 'foo\nbar' },
    [{ sourceLabels: ['a'], targetLabel: 'b', action: 'hashmod', modulus: 1000 }],
    { a: 'foo\nbar', b: '734' },
  ],
  [
    'labelmap copies under the new name',
    { a: 'foo', b1: 'bar', b2: 'baz' },
    [{ regex: '(b.*)', replacement: 'bar_${1}', action: 'labelmap' }],
    { a: 'foo', b1: 'bar', b2: 'baz', bar_b1: 'bar', bar_b2: 'baz' },
  ],
  [
    'labelmap with the default replacement takes the prefix off',
    { __meta_my_bar: 'aaa', __meta_other: 'ccc' },
    [{ regex: '__meta_(my.*)', action: 'labelmap' }],
    { __meta_my_bar: 'aaa', __meta_other: 'ccc', my_bar: 'aaa' },
  ],
  [
    'labelmap of two names to one: the later name wins',
    { meta_a: '1', meta_b: '2' },
    [{ regex: 'meta_.', replacement: 'x', action: 'labelmap' }],
    { meta_a: '1', meta_b: '2', x: '2' },
  ],
  [
    'labelmap of two names to one: a label that was set just now is the later one',
    { meta_b: '2' },
    [
      { targetLabel: 'meta_a', replacement: '1' },
      { regex: 'meta_.', replacement: 'x', action: 'labelmap' },
    ],
    { meta_a: '1', meta_b: '2', x: '1' },
  ],
  ['labeldrop', { a: '1', b1: '2', b2: '3' }, [{ regex: '(b.*)', action: 'labeldrop' }], { a: '1' }],
  [
    'labelkeep',
    { a: '1', b1: '2', b2: '3' },
    [{ regex: '(b.*)', action: 'labelkeep' }],
    { b1: '2', b2: '3' },
  ],
  [
    'a label may be dropped and set again',
    { __meta_port_name: 'foo', __meta_annotation: '9091' },
    [
      { regex: '^__meta_port_name$', action: 'labeldrop' },
      {
        sourceLabels: ['__meta_annotation'],
        regex: '(.+)',
        replacement: 'metrics',
        targetLabel: '__meta_port_name',
      },
      { sourceLabels: ['__meta_port_name'], regex: '^metrics$', action: 'keep' },
    ],
    { __meta_annotation: '9091', __meta_port_name: 'metrics' },
  ],
  [
    'lowercase and uppercase',
    { foo: 'bAr123Foo' },
    [
      { sourceLabels: ['foo'], action: 'uppercase', targetLabel: 'up' },
      { sourceLabels: ['foo'], action: 'lowercase', targetLabel: 'low' },
    ],
    { foo: 'bAr123Foo', low: 'bar123foo', up: 'BAR123FOO' },
  ],
  [
    'case is changed letter by letter, as Go does',
    { foo: 'Straße ᾳ ŉ İΣ' },
    [
      { sourceLabels: ['foo'], action: 'uppercase', targetLabel: 'up' },
      { sourceLabels: ['foo'], action: 'lowercase', targetLabel: 'low' },
    ],
    { foo: 'Straße ᾳ ŉ İΣ', up: 'STRAßE ᾼ ŉ İΣ', low: 'straße ᾳ ŉ iσ' },
  ],
]

describe('relabel', () => {
  it.each(cases)('%s', (_what, input, rules, output) => {
    const result = relabel(labelsOf(input), rules.map(relabelRule))
    expect(result && recordOf(result)).toEqual(output)
    if (result) expect(result).toEqual(labelsFrom(result.map(({ name, value }) => [name, value])))
  })

  it('gives back the same object where nothing changed', () => {
    const labels = labelsOf({ a: '1' })
    expect(relabel(labels, [])).toBe(labels)
    expect(relabel(labels, [relabelRule({ sourceLabels: ['a'], regex: '1', action: 'keep' })])).toBe(labels)
  })

  it('keeps every label set sorted, unique and without empty values', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 6 })
    const rule = fc
      .record({
        sourceLabels: fc.array(fc.constantFrom('a', 'b', 'c.d'), { maxLength: 2 }),
        separator: fc.constant(';'),
        regex: fc.constantFrom('(.*)', '(.)(.*)', 'a|b', '(?P<x>[a-z]*).*', ''),
        targetLabel: fc.constantFrom('a', 'b', 'new', '$1', '${x}é'),
        replacement: fc.constantFrom('$1', '$2$1', '${x}', '', '$$', '$'),
        modulus: fc.constantFrom(0, 1, 7),
        action: fc.constantFrom(...RELABEL_ACTIONS),
      })
      .map(fields => {
        try {
          return relabelRule(fields)
        } catch {
          return relabelRule({ targetLabel: 'a' })
        }
      })
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'b', 'c.d', 'e'), text),
        fc.array(rule),
        (record, rules) => {
          const result = relabel(labelsOf(record), rules)
          for (const [i, label] of (result ?? []).entries()) {
            expect(label.value).not.toBe('')
            expect(label.name).not.toBe('')
            if (i > 0) expect(compareUtf8(result![i - 1]!.name, label.name)).toBeLessThan(0)
          }
          const steps = relabelSteps(labelsOf(record), rules)
          const last = steps.at(-1)
          expect(last === undefined || last.kept).toBe(result !== undefined)
          if (result && last) expect(last.labels).toEqual(result)
        },
      ),
    )
  })
})

describe('relabelSteps', () => {
  it('says which rule did what, up to the one that dropped the set', () => {
    const rules = [
      relabelRule({ sourceLabels: ['a'], targetLabel: 'b' }),
      relabelRule({ sourceLabels: ['b'], regex: 'x', action: 'drop' }),
      relabelRule({ targetLabel: 'never', replacement: 'seen' }),
    ]
    const steps = relabelSteps(labelsOf({ a: 'x' }), rules)
    expect(steps.map(({ index, kept, labels }) => ({ index, kept, labels: recordOf(labels) }))).toEqual([
      { index: 0, kept: true, labels: { a: 'x', b: 'x' } },
      { index: 1, kept: false, labels: { a: 'x', b: 'x' } },
    ])
    expect(steps[1]!.rule).toBe(rules[1])
  })
})

describe('relabelRule', () => {
  const refused: [Partial<RelabelRule>, string][] = [
    [{}, "relabel configuration for replace action requires 'target_label' value"],
    [{ action: 'lowercase' }, "relabel configuration for lowercase action requires 'target_label' value"],
    [{ action: 'hashmod', targetLabel: 'a' }, 'relabel configuration for hashmod requires non-zero modulus'],
    [
      { action: 'uppercase', targetLabel: 'a', replacement: 'x' },
      "'replacement' can not be set for uppercase action",
    ],
    [
      { action: 'keepequal', targetLabel: 'a', sourceLabels: ['b'], regex: 'x' },
      "keepequal action requires only 'source_labels' and `target_label`, and no other fields",
    ],
    [
      { action: 'dropequal', targetLabel: 'a', replacement: 'b' },
      "'replacement' can not be set for dropequal action",
    ],
    [
      { action: 'dropequal', targetLabel: 'a', separator: '-' },
      "dropequal action requires only 'source_labels' and `target_label`, and no other fields",
    ],
    [
      { action: 'labeldrop', sourceLabels: ['a'] },
      "labeldrop action requires only 'regex', and no other fields",
    ],
    [
      { action: 'labelkeep', targetLabel: 'a' },
      "labelkeep action requires only 'regex', and no other fields",
    ],
    [{ action: 'labelmap', replacement: '' }, '"" is invalid \'replacement\' for labelmap action'],
    [{ targetLabel: '-${3}', names: 'legacy' }, '"-${3}" is invalid \'target_label\' for replace action'],
    [{ targetLabel: '0${3}', names: 'legacy' }, '"0${3}" is invalid \'target_label\' for replace action'],
    [{ targetLabel: 'a-b', names: 'legacy' }, '"a-b" is invalid \'target_label\' for replace action'],
    [
      { action: 'labelmap', replacement: '${', names: 'legacy' },
      '"${" is invalid \'replacement\' for labelmap action',
    ],
    [
      { targetLabel: 'a', regex: '(' },
      '"(" is not a valid regular expression: error parsing regexp: missing closing )',
    ],
  ]
  it.each(refused)('refuses %j', (fields, message) => {
    expect(() => relabelRule(fields)).toThrow(message)
  })

  it.each(['label', 'label${1}', '${1}label', '$1', 'asd$2asd', '_${1}_', 'foo${bar}foo'])(
    'takes %s for a target label under legacy names',
    targetLabel => {
      expect(relabelRule({ targetLabel, names: 'legacy' }).targetLabel).toBe(targetLabel)
    },
  )

  it('checks a long name against the legacy form at once', () => {
    const targetLabel = `$1${'a'.repeat(5000)}-`
    expect(() => relabelRule({ targetLabel, names: 'legacy' })).toThrow('is invalid')
  })
})
