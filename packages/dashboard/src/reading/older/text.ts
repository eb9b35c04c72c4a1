import { isObject, type JsonObject, openObject } from '../json.ts'

/** Text panels had their text beside their options; plain text is Markdown now. */
export function textPanel(panel: JsonObject): void {
  panel.type = 'text'
  const options = openObject(panel, 'options')
  delete options.angular
  if (typeof panel.content === 'string') {
    if (typeof options.content !== 'string') {
      options.content = panel.content
      if (typeof panel.mode === 'string') options.mode = panel.mode
    }
    delete panel.content
    delete panel.mode
  }
  if (!['html', 'markdown', 'code'].includes(String(options.mode))) options.mode = 'markdown'
  if (isObject(panel.style)) delete panel.style
}
