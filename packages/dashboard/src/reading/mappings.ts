import type { MappingResult, ValueMapping } from '../dashboard.ts'
import { isObject, type JsonObject } from './json.ts'
import type { Place } from './place.ts'
import { filledText, leftOut, listOf, number, objectOf, type Shape, text } from './shape.ts'

const SPECIAL = ['true', 'false', 'null', 'nan', 'null+nan', 'empty'] as const

const result: Shape<MappingResult> = objectOf<MappingResult>({ text, color: filledText, index: number })

const mapping: Shape<ValueMapping | undefined> = (value, place) => {
  if (!isObject(value)) return leftOut(value, place, 'a mapping of values')
  const within = place.key('options')
  const options = isObject(value.options) ? value.options : {}
  switch (value.type) {
    case 'value':
      return { ...value, type: 'value', options: resultsOf(options, within) }
    case 'range':
      return {
        ...value,
        type: 'range',
        options: {
          ...options,
          from: bound(options.from, within),
          to: bound(options.to, within),
          result: resultOf(options, within),
        },
      }
    case 'regex':
      return {
        ...value,
        type: 'regex',
        options: {
          ...options,
          pattern: text(options.pattern, within.key('pattern')) ?? '',
          result: resultOf(options, within),
        },
      }
    case 'special':
      return {
        ...value,
        type: 'special',
        options: {
          ...options,
          match: SPECIAL.find(each => each === options.match) ?? 'null',
          result: resultOf(options, within),
        },
      }
    default:
      return leftOut(value, place, 'a mapping of type value, range, regex or special')
  }
}

function resultsOf(options: JsonObject, place: Place): Record<string, MappingResult> {
  return Object.fromEntries(
    Object.entries(options).map(([key, each]) => [key, result(isObject(each) ? each : {}, place.key(key))]),
  )
}

function resultOf(options: JsonObject, place: Place): MappingResult {
  return result(isObject(options.result) ? options.result : {}, place.key('result'))
}

function bound(value: unknown, place: Place): number | null {
  return number(value, place) ?? null
}

export const mappings: Shape<ValueMapping[]> = listOf(mapping)
