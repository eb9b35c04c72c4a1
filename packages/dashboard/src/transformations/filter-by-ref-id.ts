import { testOf } from '../pattern.ts'
import { type Options, textIn } from './options.ts'
import { type Transform, TransformError } from './transformation.ts'

export const filterByRefId: Transform = (frames, options) => {
  const include = testIn(options, 'include')
  const exclude = testIn(options, 'exclude')
  return frames.filter(({ refId }) => exclude?.(refId) !== true && include?.(refId) !== false)
}

function testIn(options: Options, key: string): ((refId: string) => boolean) | undefined {
  const pattern = textIn(options, key)
  if (pattern === '') return undefined
  const test = testOf(pattern)
  if (test === undefined) throw new TransformError(`${pattern} is no regular expression`)
  return test
}
