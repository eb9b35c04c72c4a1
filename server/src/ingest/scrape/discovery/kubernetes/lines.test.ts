import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linesOf } from './lines.ts'

async function* cut(text: string, at: readonly number[]): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  const cuts = [0, ...at.map(place => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  for (let i = 1; i < cuts.length; i++) yield bytes.subarray(cuts[i - 1], cuts[i])
}

describe('linesOf', () => {
  it('gives the same lines however the stream is cut, also within a character', async () => {
    const line = fc.string({ unit: 'binary' }).map(text => text.replaceAll(/[\n\r\ufeff]/g, ''))
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat()), async (lines, cuts) => {
        const text = lines.map(each => `${each}\n`).join('')
        const seen = await Array.fromAsync(linesOf(cut(text, cuts), 10_000))
        expect(seen).toEqual(
          lines.map(each => Buffer.from(each).toString()).filter(each => each.trim() !== ''),
        )
      }),
    )
  })

  it('does not gather a line without an end', async () => {
    const endless = Array.fromAsync(linesOf(cut('x'.repeat(500), [100, 200, 300]), 250))
    await expect(endless).rejects.toThrow('a line of the stream is longer than 250 characters')
  })
})
