/** In the place of values where there is none to show. */
import type { Panel } from '@vedette/dashboard'
import type { PanelData } from '../shown-data.ts'
import { emptyWords } from './empty-words.ts'
import './NoValues.css'

export function NoValues({ panel, data }: { readonly panel: Panel; readonly data: PanelData }) {
  return <p className="no-values quiet">{emptyWords(panel, data)}</p>
}
