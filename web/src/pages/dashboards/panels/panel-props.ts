import type { Panel, Scope } from '@vedette/dashboard'
import type { ChartMark, CrosshairShare } from '../../../chart/chart-types.ts'
import type { FieldValue, PanelData, ShownField } from '../shown-data.ts'

/** A link of a value, with everything put in. */
export interface ValueLink {
  readonly title: string
  readonly href: string
  readonly isNewTab: boolean
}

/** What every kind of panel is given. It fills the element that it stands in, and knows nothing of where that is. */
export interface PanelProps {
  readonly panel: Panel
  readonly title: string
  readonly data: PanelData
  /** With the panel's own variables in it. */
  readonly scope: Scope
  /** `local`, `utc` or a name. */
  readonly zone: string
  readonly crosshair: CrosshairShare | undefined
  readonly marks: readonly ChartMark[]
  /** Last good data while new data is on its way. */
  readonly isDimmed: boolean
  readonly onZoom: (fromMs: number, toMs: number) => void
  readonly onZoomReset: () => void
  readonly linksOf: (field: ShownField, row: number, value: FieldValue) => readonly ValueLink[]
}
