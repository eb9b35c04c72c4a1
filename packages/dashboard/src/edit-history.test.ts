import { expect, it } from 'vitest'
import type { Dashboard } from './dashboard.ts'
import { beginHistory, edit, redo, undo } from './edit-history.ts'

const titled = (title: string) => ({ title }) as Dashboard

it('undoes and does again, until something else is done', () => {
  let history = edit(edit(beginHistory(titled('a')), titled('b')), titled('c'))
  history = undo(history)
  expect(history.present.title).toBe('b')
  expect(redo(history).present.title).toBe('c')
  history = edit(history, titled('d'))
  expect(redo(history).present.title).toBe('d')
  expect(undo(undo(undo(history))).present.title).toBe('a')
})

it('takes what is typed into one field as one step', () => {
  let history = beginHistory(titled(''))
  for (const title of ['O', 'Or', 'Ord']) history = edit(history, titled(title), 'title')
  history = edit(history, titled('Ord!'), 'description')
  expect(undo(history).present.title).toBe('Ord')
  expect(undo(undo(history)).present.title).toBe('')
})

it('takes what is about nothing in particular as steps of their own', () => {
  const history = edit(edit(beginHistory(titled('a')), titled('b'), ''), titled('c'), '')
  expect(undo(history).present.title).toBe('b')
})

it('forgets what lies more than a hundred steps back', () => {
  let history = beginHistory(titled('0'))
  for (let i = 1; i <= 150; i++) history = edit(history, titled(String(i)))
  for (let i = 0; i < 200; i++) history = undo(history)
  expect(history.present.title).toBe('50')
})
