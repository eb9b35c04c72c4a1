import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatSizeBytes, parseSizeBytes } from './size.ts'

describe('parseSizeBytes', () => {
  it.each<[string, number | undefined]>([
    ['0', 0],
    ['0B', 0],
    ['100B', 100],
    ['1KB', 1024],
    ['1KiB', 1024],
    ['10MB', 10 * 1024 ** 2],
    ['1.5GiB', 1.5 * 1024 ** 3],
    ['.5KiB', 512],
    ['1GiB512MiB', 1.5 * 1024 ** 3],
    ['', undefined],
    ['10', undefined],
    ['10M', undefined],
    ['10mb', undefined],
    ['-1MB', undefined],
    ['1 GB', undefined],
    ['1iB', undefined],
    ['9999EiB', undefined],
  ])('%j is %s', (text, bytes) => expect(parseSizeBytes(text)).toBe(bytes))

  it('reads what formatSizeBytes writes', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 52 }), bytes => {
        expect(parseSizeBytes(formatSizeBytes(bytes))).toBe(bytes)
      }),
    )
    expect(formatSizeBytes(1536 * 1024 ** 2)).toBe('1536MiB')
  })
})
