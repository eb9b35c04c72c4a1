import { describing, textColumn, valueAt, valuesOf } from '../columns.ts'
import { byNames } from '../field-matchers.ts'
import type { Frame } from '../frame.ts'
import { numberIn, type Options, textIn } from './options.ts'
import { type Transform, TransformError } from './transformation.ts'

export const formatString: Transform = (frames, options, { names }) => {
  const match = byNames([textIn(options, 'stringField')])
  const format = formatOf(options)
  return frames.map(frame => ({
    ...frame,
    fields: frame.fields.map(field => {
      if (field.type === 'time' || !match(field, frame, names)) return field
      const texts = valuesOf(field).map((value, row) =>
        value === null ? null : format(String(value), frame, row),
      )
      return { ...textColumn(field.name, texts), ...describing(field) }
    }),
  }))
}

function formatOf(options: Options): (text: string, frame: Frame, row: number) => string {
  const format = textIn(options, 'outputFormat', 'Upper Case')
  switch (format) {
    case 'Upper Case':
      return text => text.toUpperCase()
    case 'Lower Case':
      return text => text.toLowerCase()
    case 'Sentence Case':
      return text => text.charAt(0).toUpperCase() + text.slice(1)
    case 'Title Case':
      return text => capitalWords(text).join(' ')
    case 'Pascal Case':
      return text => capitalWords(text).join('')
    case 'Camel Case':
      return text => {
        const joined = capitalWords(text).join('')
        return joined.charAt(0).toLowerCase() + joined.slice(1)
      }
    case 'Snake Case':
      return text => text.toLowerCase().split(' ').join('_')
    case 'Kebab Case':
      return text => text.toLowerCase().split(' ').join('-')
    case 'Trim':
      return text => text.trim()
    case 'Substring':
      return text =>
        text.substring(numberIn(options, 'substringStart') ?? 0, numberIn(options, 'substringEnd'))
    case 'Affix': {
      const [prefix, suffix] = [textIn(options, 'stringPrefix'), textIn(options, 'stringSuffix')]
      return (text, frame, row) => filled(prefix, frame, row) + text + filled(suffix, frame, row)
    }
    default:
      throw new TransformError(`the format ${format} is not known`)
  }
}

function capitalWords(text: string): string[] {
  return text.split(' ').map(word => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
}

/** `{pod}` is what the field `pod` has in this row. */
function filled(template: string, frame: Frame, row: number): string {
  return template.replace(/\{([\w.-]+)\}/g, (whole, name: string) => {
    const field = frame.fields.find(each => each.name === name)
    return field === undefined ? whole : String(valueAt(field, row) ?? '')
  })
}
