/** Expectations from Prometheus's own translator, release line 3. */
import { describe, expect, it } from 'vitest'
import { labelName } from './label-name.ts'
import { metricName, type NamedType } from './metric-name.ts'
import { unitName } from './unit-name.ts'

describe('the name of a metric', () => {
  const suffixed = (name: string, unit: string, type: NamedType) =>
    metricName(name, unit, type, 'UnderscoreEscapingWithSuffixes')

  it.each<[string, string, NamedType, string | undefined]>([
    ['requests', '', 'counter', 'requests_total'],
    ['requests_total', '', 'counter', 'requests_total'],
    ['total.requests', '', 'counter', 'requests_total'],
    ['script.executions.total', '1', 'counter', 'script_executions_total'],
    ['system.filesystem.usage', 'By', 'gauge', 'system_filesystem_usage_bytes'],
    [
      'active_directory.ds.replication.network.io',
      'By',
      'counter',
      'active_directory_ds_replication_network_io_bytes_total',
    ],
    ['request_duration', 's', 'other', 'request_duration_seconds'],
    ['response_time_seconds', 's', 'gauge', 'response_time_seconds'],
    ['cpu_usage', '1', 'gauge', 'cpu_usage_ratio'],
    ['cpu_usage_ratio', '1', 'gauge', 'cpu_usage_ratio'],
    ['items', '1', 'counter', 'items_total'],
    ['queue.depth', '1', 'other', 'queue_depth'],
    ['requests', '1/s', 'gauge', 'requests_per_second'],
    ['throughput', 'By/s', 'gauge', 'throughput_bytes_per_second'],
    ['broken', 'test/m', 'gauge', 'broken_test_per_minute'],
    ['refrigerator.temperature', 'g/g', 'gauge', 'refrigerator_temperature_grams_per_g'],
    ['custom_metric', '{packets}', 'gauge', 'custom_metric'],
    ['custom_metric', 'By/{custom}', 'gauge', 'custom_metric_bytes'],
    ['custom_metric', 'unit@with#special/chars', 'gauge', 'custom_metric_unit_with_special_per_chars'],
    ['metric__with__multiple', 'unit__multiple', 'gauge', 'metric_with_multiple_unit_multiple'],
    ['some.metric', '@', 'gauge', 'some_metric'],
    ['k8s.volume', 'TiBy', 'gauge', 'k8s_volume_tibibytes'],
    ['k8s.volume', 'kBy', 'gauge', 'k8s_volume_kBy'],
    ['a:b.c', '', 'gauge', 'a:b_c'],
    ['2xx', '', 'counter', '_2xx_total'],
    ['@#$%', '', 'gauge', undefined],
    ['', '', 'gauge', undefined],
  ])('%s in %j as %s is %s', (name, unit, type, expected) => {
    expect(suffixed(name, unit, type)).toBe(expected)
  })

  it('without suffixes is only escaped', () => {
    const escaped = (name: string) => metricName(name, 's', 'counter', 'UnderscoreEscapingWithoutSuffixes')
    expect(escaped('http.server.duration')).toBe('http_server_duration')
    expect(escaped('metric@@##$$name')).toBe('metric_name')
    expect(escaped('a__b')).toBe('a__b')
    expect(escaped('.leading.')).toBe('leading')
    expect(escaped('123metric')).toBe('_123metric')
    expect(escaped('@#$%')).toBeUndefined()
    expect(escaped('@_@')).toBeUndefined()
    expect(escaped('__')).toBe('__')
  })

  it('without escaping keeps every character and still gets its suffixes', () => {
    const kept = (name: string, unit: string, type: NamedType) =>
      metricName(name, unit, type, 'NoUTF8EscapingWithSuffixes')
    expect(kept('http.server.größe', 'By', 'gauge')).toBe('http.server.größe_bytes')
    expect(kept('requests.total', '', 'counter')).toBe('requests_total')
    expect(kept('cpu_seconds_total', 's', 'counter')).toBe('cpu_seconds_total')
    expect(kept('requêsts', '1/s', 'counter')).toBe('requêsts_per_second_total')
    expect(kept('cpu_usagé', '1', 'gauge')).toBe('cpu_usagé_ratio')
    expect(kept('@#$%', '', 'counter')).toBe('@#$%_total')
    expect(metricName('http.requests', 's', 'counter', 'NoTranslation')).toBe('http.requests')
    expect(metricName('', '', 'other', 'NoTranslation')).toBeUndefined()
  })
})

describe('the unit of a family', () => {
  it('is the suffix that its name has, or would have', () => {
    expect(unitName('s')).toBe('seconds')
    expect(unitName('By/s')).toBe('bytes_per_second')
    expect(unitName('1/s')).toBe('per_second')
    expect(unitName('1')).toBe('')
    expect(unitName('{packet}')).toBe('')
    expect(unitName('unit@with#special/chars')).toBe('unit_with_special_per_chars')
  })
})

describe('the name of a label', () => {
  it.each([
    ['http.method', 'http_method'],
    ['label:with:colons', 'label_with_colons'],
    ['label!with&special$chars)', 'label_with_special_chars_'],
    ['label_with_foreign_characters_字符', 'label_with_foreign_characters___'],
    ['a__b', 'a__b'],
    ['😀x', 'key_x'],
    ['123label', 'key_123label'],
    ['_private', 'key_private'],
    ['__reserved__', '__reserved__'],
    ['ようこそ', undefined],
    ['', undefined],
  ])('%s is %s', (key, expected) => {
    expect(labelName(key, false)).toBe(expected)
  })

  it('stays as it is where UTF-8 is allowed', () => {
    expect(labelName('ようこそ', true)).toBe('ようこそ')
    expect(labelName('http.method', true)).toBe('http.method')
    expect(labelName('__', true)).toBeUndefined()
  })
})
