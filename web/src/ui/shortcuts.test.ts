import { expect, it, vi } from 'vitest'
import { addShortcuts, onKey } from './shortcuts.ts'

vi.stubGlobal('HTMLElement', class {})

function press(key: string, timeStamp = 0): void {
  onKey({ key, timeStamp, target: null, preventDefault: () => {} } as unknown as KeyboardEvent)
}

const shortcut = (keys: string, run: () => void) => ({ keys, does: keys, group: 'This page', run }) as const

it('runs what came last of the same keys, and what was there before when that is gone', () => {
  const done: string[] = []
  const leave = addShortcuts([shortcut('escape', () => done.push('page'))])
  const close = addShortcuts([shortcut('escape', () => done.push('panel'))])
  press('Escape')
  close()
  press('Escape')
  leave()
  press('Escape')
  expect(done).toEqual(['panel', 'page'])
})

it('takes two keys for one shortcut when they follow one another within a second', () => {
  const done: string[] = []
  const leave = addShortcuts([shortcut('g h', () => done.push('home')), shortcut('h', () => done.push('h'))])
  press('g', 10_000)
  press('h', 10_500)
  press('g', 20_000)
  press('h', 21_500)
  expect(done).toEqual(['home', 'h'])
  leave()
})
