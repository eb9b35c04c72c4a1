/** How fields are set up, from what another query answered. */
import { fieldMatch } from '../field-matchers.ts'
import { mappedFields, reducedConfig } from './config-mapping.ts'
import { textIn, valueIn } from './options.ts'
import { type Transform, TransformError } from './transformation.ts'

export const configFromData: Transform = (frames, options, { names }) => {
  const refId = textIn(options, 'configRefId', 'config')
  const source = frames.find(frame => frame.refId === refId)
  if (source === undefined) return frames
  const config = reducedConfig(mappedFields(source, options, names))
  const match = fieldMatch(valueIn(options, 'applyTo') ?? { id: 'numeric' })
  if (match === undefined) throw new TransformError('its choice of fields is not known')
  return frames
    .filter(frame => frame !== source || frames.length === 1)
    .map(frame => ({
      ...frame,
      fields: frame.fields.map(field =>
        match(field, frame, names) ? { ...field, config: { ...field.config, ...config } } : field,
      ),
    }))
}
