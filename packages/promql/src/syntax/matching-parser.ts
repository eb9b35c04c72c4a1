/** What may stand behind a binary operator: `bool`, `on (...) group_left (...)`, `fill (...)`. */

import type { Experimental } from './experimental.ts'
import { signedNumber } from './number-parser.ts'
import { placeOf, type TokenStream } from './token-stream.ts'
import type { VectorMatching } from './tree.ts'

export interface BinaryModifiers {
  readonly returnBool: boolean
  readonly matching: VectorMatching
}

export function binaryModifiers(tokens: TokenStream, experimental: Experimental): BinaryModifiers {
  const returnBool = tokens.isKeyword('bool')
  if (returnBool) tokens.advance()
  let on = false
  let labels: string[] = []
  let include: string[] = []
  let card: VectorMatching['card'] = 'one-to-one'
  if (tokens.isKeyword('on') || tokens.isKeyword('ignoring')) {
    on = tokens.advance().word === 'on'
    labels = tokens.labelList()
    if (tokens.isKeyword('group_left') || tokens.isKeyword('group_right')) {
      card = tokens.advance().word === 'group_left' ? 'many-to-one' : 'one-to-many'
      if (tokens.isSign('(') || !tokens.beginsExpression) include = tokens.labelList()
    }
  }
  const { fillLeft, fillRight } = fills(tokens, experimental)
  return { returnBool, matching: { card, on, labels, include, fillLeft, fillRight } }
}

function fills(
  tokens: TokenStream,
  experimental: Experimental,
): Pick<VectorMatching, 'fillLeft' | 'fillRight'> {
  let fillLeft: number | undefined
  let fillRight: number | undefined
  for (;;) {
    const token = tokens.current
    const isFill = token.kind === 'keyword' && /^fill(_left|_right)?$/.test(token.word)
    const next = isFill ? tokens.peek() : undefined
    // `a + fill` adds a metric of that name.
    if (next === undefined || next.kind !== 'sign' || next.text !== '(') return { fillLeft, fillRight }
    tokens.advance()
    if (!experimental.fillModifiers) {
      throw tokens.error(placeOf(token), 'binop fill modifiers are experimental and not enabled')
    }
    tokens.take('(')
    const { value } = signedNumber(tokens, 'fill modifier', 'number')
    tokens.take(')')
    if (token.word !== 'fill_right') fillLeft = value
    if (token.word !== 'fill_left') fillRight = value
  }
}
