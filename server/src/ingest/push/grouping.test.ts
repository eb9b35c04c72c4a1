import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VedetteError } from '../../errors.ts'
import { parseGrouping } from './grouping.ts'

describe('the path of a push', () => {
  it.each([
    ['job/backup', { job: 'backup' }],
    ['job/backup/instance/i-1/path@base64/L3Zhci90bXA', { instance: 'i-1', job: 'backup', path: '/var/tmp' }],
    ['job/titan/name/%CE%A0%CF%81%CE%BF', { job: 'titan', name: 'Προ' }],
    ['job@base64/zqDPgc6_zrzOt864zrXPjc-C', { job: 'Προμηθεύς' }],
    ['job@base64/dGl0YW4=/x/1', { job: 'titan', x: '1' }],
    ['job/a/first_label@base64/=/second/foobar', { first_label: '', job: 'a', second: 'foobar' }],
    ['job/a%2Fb/x/c%20d', { job: 'a/b', x: 'c d' }],
    ['job%40base64/dGl0YW4', { job: 'titan' }],
    ['job/a/job/b', { job: 'a' }],
  ])('%s', (path, grouping) => {
    // Every spelling of the label name is decoded, of `job` only the plain ones.
    if (path.startsWith('job%40')) expect(() => parseGrouping(path)).toThrow('the path of a push is')
    else expect(parseGrouping(path)).toEqual(grouping)
  })

  it.each([
    ['', 'the path has a label without a value: /metrics/'],
    ['job', 'the path has a label without a value'],
    ['job/', 'the job name is required'],
    ['job@base64/=', 'the job name is required'],
    ['instance/i/job/a', 'the path of a push is /metrics/job/<job>{/<label>/<value>}'],
    ['job/a/b', 'the path has a label without a value'],
    ['job/a//b', 'improper label name ""'],
    ['job/a/__name__/b', 'improper label name "__name__"'],
    ['job/a/b-c/d', 'improper label name "b-c"'],
    ['job/a/b@base64/ß', 'invalid base64 (URL-safe alphabet) for b'],
    ['job/a/b@base64/_w', 'the value of b@base64 is not UTF-8 once decoded'],
    ['job/a/b/%ff', 'the path is not percent-encoded UTF-8'],
    [`job/${'x'.repeat(5000)}`, 'the labels in the path take more than 4096 bytes'],
  ])('%s is refused', (path, words) => {
    expect(() => parseGrouping(path)).toThrow(words)
  })

  it('is a grouping key or an error in words, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webPath().map(path => `job${path}`),
        ),
        path => {
          try {
            const grouping = parseGrouping(path)
            expect(grouping.job).not.toBe('')
          } catch (error) {
            expect(error).toBeInstanceOf(VedetteError)
          }
        },
      ),
    )
  })
})
