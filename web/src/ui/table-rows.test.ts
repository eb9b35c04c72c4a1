import { describe, expect, it } from 'vitest'
import { type Line, linesOf, nextSort } from './table-rows.ts'

interface Node {
  readonly name: string
  readonly job: string
  readonly load?: number
}

const nodes: readonly Node[] = [
  { name: 'node-10', job: 'web', load: 3 },
  { name: 'node-2', job: 'db' },
  { name: 'node-1', job: 'web', load: 7 },
]

const shown = (lines: readonly Line<Node>[]): string[] =>
  lines.map(line =>
    line.kind === 'group' ? `${line.key} ${line.count}${line.collapsed ? ' shut' : ''}` : line.key,
  )

describe('the lines of a table', () => {
  const rowKey = (node: Node): string => node.name

  it('stay as they came without a sort', () => {
    expect(shown(linesOf(nodes, { rowKey }))).toEqual(['node-10', 'node-2', 'node-1'])
  })

  it('order numbers within text as numbers', () => {
    expect(shown(linesOf(nodes, { rowKey, sortValue: node => node.name }))).toEqual([
      'node-1',
      'node-2',
      'node-10',
    ])
  })

  it('put what has no value last, both ways', () => {
    const sortValue = (node: Node): number | undefined => node.load
    expect(shown(linesOf(nodes, { rowKey, sortValue }))).toEqual(['node-10', 'node-1', 'node-2'])
    expect(shown(linesOf(nodes, { rowKey, sortValue, descending: true }))).toEqual([
      'node-1',
      'node-10',
      'node-2',
    ])
  })

  it('stand under the headings of their groups, which can be shut', () => {
    const groupOf = (node: Node): string => node.job
    expect(shown(linesOf(nodes, { rowKey, groupOf, collapsed: new Set(['db']) }))).toEqual([
      'db 1 shut',
      'web 2',
      'node-10',
      'node-1',
    ])
  })
})

describe('clicks on a column', () => {
  it('go round: one way, the other, none', () => {
    const first = nextSort(undefined, 'load', true)
    const second = nextSort(first, 'load', true)
    expect([first, second, nextSort(second, 'load', true)]).toEqual([
      { column: 'load', descending: true },
      { column: 'load', descending: false },
      undefined,
    ])
    expect(nextSort(first, 'name', false)).toEqual({ column: 'name', descending: false })
  })
})
