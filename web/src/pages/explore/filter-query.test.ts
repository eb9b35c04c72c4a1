import { describe, expect, it } from 'vitest'
import { filterQuery } from './filter-query.ts'

const include = (query: string, label: string, value: string) => filterQuery(query, label, value, 'include')
const exclude = (query: string, label: string, value: string) => filterQuery(query, label, value, 'exclude')

describe('a click on a value of a label', () => {
  it('narrows the selector and leaves the rest as typed', () => {
    expect(include('sum  by (route)\n(rate(http_requests_total[5m]))', 'route', '/pay')).toBe(
      'sum  by (route)\n(rate(http_requests_total{route="/pay"}[5m]))',
    )
  })

  it('excludes with alt', () => {
    expect(exclude('up{job="api"} offset 5m', 'instance', 'a:1')).toBe(
      'up{instance!="a:1",job="api"} offset 5m',
    )
  })

  it('keeps variables', () => {
    expect(include('rate(x[$__rate_interval]) / $__interval_ms', 'route', '/pay')).toBe(
      'rate(x{route="/pay"}[$__rate_interval]) / $__interval_ms',
    )
    expect(exclude('max_over_time(x[${__range}:$__interval] offset $__interval)', 'a', 'b')).toBe(
      'max_over_time(x{a!="b"}[${__range}:$__interval] offset $__interval)',
    )
  })

  it('takes the place of what it contradicts, and says nothing twice', () => {
    expect(include('up{job="api"}', 'job', 'web')).toBe('up{job="web"}')
    expect(include('up{job!="web"}', 'job', 'web')).toBe('up{job="web"}')
    expect(include('up{job=~"a.*"}', 'job', 'api')).toBe('up{job="api",job=~"a.*"}')
    expect(include('up{job="api"}', 'job', 'api')).toBe('up{job="api"}')
    expect(exclude('up{job="api"}', 'job', 'api')).toBe('up{job!="api"}')
    expect(exclude('up{job!="a"}', 'job', 'a')).toBe('up{job!="a"}')
  })

  it('narrows both sides of a binary operator that matches on the label', () => {
    expect(include('sum by (job) (a) / sum by (job) (b)', 'job', 'x')).toBe(
      'sum by (job) (a{job="x"}) / sum by (job) (b{job="x"})',
    )
    expect(include('a / on (job) b', 'job', 'x')).toBe('a{job="x"} / on (job) b{job="x"}')
  })

  it('narrows only the side that has the label', () => {
    expect(include('a * on (job) group_left (version) b', 'instance', 'x')).toBe(
      'a{instance="x"} * on (job) group_left (version) b',
    )
    expect(include('a * on (job) group_left (version) b', 'version', 'x')).toBe(
      'a * on (job) group_left (version) b{version="x"}',
    )
    expect(include('a * on (job) group_right (version) b', 'instance', 'x')).toBe(
      'a * on (job) group_right (version) b{instance="x"}',
    )
  })

  it('escapes what stands in the value, whatever it is', () => {
    expect(include('up', 'path', 'a"b\\c\n')).toBe('up{path="a\\"b\\\\c\\n"}')
    expect(include('up', 'k8s.pod', 'x')).toBe('up{"k8s.pod"="x"}')
  })

  it('names the metric where a selector had none', () => {
    expect(include('{job="api"}', '__name__', 'up')).toBe('{__name__="up",job="api"}')
  })

  it('leaves alone what it can not narrow', () => {
    expect(include('sum(', 'a', 'b')).toBe('sum(')
    expect(include('1 + 1', 'a', 'b')).toBe('1 + 1')
    expect(include('label_replace(up, "zone", "$1", "instance", "(.*)")', 'zone', 'a')).toBe(
      'label_replace(up, "zone", "$1", "instance", "(.*)")',
    )
  })
})
