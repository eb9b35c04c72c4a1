import { EditorState } from '@codemirror/state'
import { QUERY_VARIABLES } from '@vedette/dashboard'
import { describe, expect, it } from 'vitest'
import { completeVariables } from './complete-variables.ts'

/** `|` is where the cursor stands. */
function offered(text: string) {
  const [before = '', after = ''] = text.split('|')
  const state = EditorState.create({ doc: before + after })
  const result = completeVariables({ state, pos: before.length } as never, QUERY_VARIABLES)
  return result && { from: result.from, labels: result.options.map(({ label }) => label) }
}

describe('the completion of variables', () => {
  it('speaks where a $ was typed', () => {
    const all = offered('rate(x[$|])')!
    expect(all.from).toBe(7)
    expect(all.labels.slice(0, 3)).toEqual(['$__rate_interval', '$__interval', '$__range'])
    expect(offered('$__ra|')).toMatchObject({ from: 0 })
  })

  it('knows braces, and which of them is there already', () => {
    expect(offered('x[${__|')!.labels[0]).toBe('${__rate_interval}')
    expect(offered('x[${__|}')!.labels[0]).toBe('${__rate_interval')
  })

  it('offers windows of time behind a bracket', () => {
    expect(offered('rate(x[|])')).toEqual({
      from: 7,
      labels: ['$__rate_interval', '$__interval', '$__range'],
    })
  })

  it('is silent elsewhere', () => {
    for (const text of ['|', 'rate(|', 'x[5|', 'x{job="|', 'x[$__range:|'])
      expect(offered(text)).toBeUndefined()
  })
})
