import { isObject, type JsonObject, objectAt, objectsOf, textOf } from '../json.ts'

export function upgradeVariables(dashboard: JsonObject, version: number): void {
  for (const variable of objectsOf(objectAt(dashboard, 'templating').list)) {
    if (variable.type === undefined || variable.type === 'filter') variable.type = 'query'
    if (version < 12) hiding(variable)
    if (version < 27) shownConstant(variable)
    if (version < 29 && variable.type === 'query') {
      // They were asked for when somebody edited the dashboard, too; their values were kept in it.
      if (variable.refresh !== 1 && variable.refresh !== 2) variable.refresh = 1
      variable.options = []
    }
    for (const key of [
      'tags',
      'tagsQuery',
      'tagValuesQuery',
      'useTags',
      'allFormat',
      'hideVariable',
      'hideLabel',
    ]) {
      if (version < 28) delete variable[key]
    }
  }
}

function hiding(variable: JsonObject): void {
  if (variable.hideVariable) variable.hide = 2
  else if (variable.hideLabel) variable.hide = 1
  variable.refresh = variable.refresh ? 1 : 0
}

/** A constant that was shown could be changed, and is a text box now. */
function shownConstant(variable: JsonObject): void {
  if (variable.type !== 'constant') return
  const value = isObject(variable.query) ? '' : (textOf(variable.query) ?? '')
  variable.current = { selected: true, text: value, value }
  variable.options = [variable.current]
  if (variable.hide !== 2) variable.type = 'textbox'
}
