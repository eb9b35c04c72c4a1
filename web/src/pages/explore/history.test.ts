import { describe, expect, it } from 'vitest'
import { MOST_KEPT, pastQueries, rememberQuery, stepInPast, type TextStore } from './history.ts'

function store(kept?: string): TextStore {
  const map = new Map(kept === undefined ? [] : [['', kept]])
  return { getItem: () => map.get('') ?? null, setItem: (_, value) => void map.set('', value) }
}

describe('the history of queries', () => {
  it('has the newest first, and each once', () => {
    const kept = store()
    for (const [i, text] of ['a', 'b', ' a '].entries()) rememberQuery(kept, text, i)
    expect(pastQueries(kept)).toEqual([
      { text: 'a', atMs: 2 },
      { text: 'b', atMs: 1 },
    ])
  })

  it('goes back and forth, past what stands there already', () => {
    const past = ['c', 'b', 'a'].map((text, atMs) => ({ text, atMs }))
    const walk = (from: number, shown: string, ...directions: (-1 | 1)[]): string[] => {
      let at = from
      let text = shown
      return directions.map(direction => {
        at = stepInPast(past, at, direction, text)
        text = past[at]?.text ?? text
        return text
      })
    }
    expect(walk(-1, 'c', -1, -1, -1, 1, 1, 1)).toEqual(['b', 'a', 'a', 'b', 'c', 'c'])
    expect(walk(-1, 'half', -1, 1)).toEqual(['c', 'c'])
    expect(stepInPast([], -1, -1, '')).toBe(-1)
  })

  it('is bounded, in number and in length', () => {
    const kept = store()
    for (let i = 0; i < MOST_KEPT + 5; i++) rememberQuery(kept, `up{i="${i}"}`, i)
    rememberQuery(kept, 'x'.repeat(5_000), 0)
    rememberQuery(kept, '  ', 0)
    expect(pastQueries(kept)).toHaveLength(MOST_KEPT)
    expect(pastQueries(kept)[0]!.text).toBe(`up{i="${MOST_KEPT + 4}"}`)
  })

  it('takes nonsense for none, and does without a store that refuses', () => {
    for (const nonsense of ['{', '{}', '[1, null, {"text": 3}]'])
      expect(pastQueries(store(nonsense))).toEqual([])
    const refusing: TextStore = {
      getItem: () => {
        throw new Error('denied')
      },
      setItem: () => {
        throw new Error('denied')
      },
    }
    expect(() => rememberQuery(refusing, 'up', 1)).not.toThrow()
  })
})
