/** What panels draw: the frames of their queries, and of each field what it is called, how its values are written and coloured. */
import type { Field, FieldConfig, Frame } from '@vedette/dashboard'
import type { ChartExemplar } from '../../chart/chart-types.ts'

export type FieldValue = number | string | boolean | null

export interface Shown {
  readonly text: string
  /** For CSS; undefined where the value says nothing about it. */
  readonly colour: string | undefined
  /** Null where the value is no number. */
  readonly number: number | null
}

export interface ShownField {
  readonly field: Field
  readonly config: FieldConfig
  readonly name: string
  /** Of the series as a whole; undefined leaves it to the palette. */
  readonly colour: string | undefined
  /** What stands at the ends of a gauge. */
  readonly min: number
  readonly max: number
  show(value: FieldValue): Shown
}

export interface ShownFrame {
  readonly frame: Frame
  readonly fields: readonly ShownField[]
}

export interface PanelData {
  readonly frames: readonly ShownFrame[]
  /** Of the queries that ask for them. */
  readonly exemplars?: readonly ChartExemplar[] | undefined
  /** Of the range that was asked; panels over time show all of it. */
  readonly fromMs: number
  readonly toMs: number
  readonly stepMs: number
}

/** Null where there is no value. */
export function valueAt(field: Field, row: number): FieldValue {
  if (field.type === 'number') {
    return field.missing?.[row] === 1 ? null : (field.values[row] ?? null)
  }
  return field.values[row] ?? null
}

/** Where one of several frames is chosen. */
export function frameName({ frame, fields }: ShownFrame, index: number): string {
  const value = fields.find(({ field }) => field.type === 'number')
  return frame.name ?? value?.name ?? `${frame.refId} ${index + 1}`
}

export function customOf({ config }: ShownField): Readonly<Record<string, unknown>> {
  return config.custom ?? {}
}

export interface TimedField {
  readonly times: Float64Array
  readonly field: ShownField
}

/** Fields over time, each with the times of its frame. */
export function seriesOf(data: PanelData): TimedField[] {
  return allSeriesOf(data).filter(({ field }) => !hiddenFrom(field).viz)
}

/** With those that are not drawn: a legend names them. */
export function allSeriesOf(data: PanelData): TimedField[] {
  return data.frames.flatMap(({ fields }) => {
    const time = fields.find(({ field }) => field.type === 'time')?.field
    if (time?.type !== 'time') return []
    return fields.filter(({ field }) => field.type === 'number').map(field => ({ times: time.values, field }))
  })
}

/** Where a field is not shown though it is there. */
export function hiddenFrom(field: ShownField) {
  const { viz, legend, tooltip } = (customOf(field).hideFrom ?? {}) as Readonly<Record<string, unknown>>
  return { viz: viz === true, legend: legend === true, tooltip: tooltip === true }
}

/** A value of the panel's options, where it is of the kind that is expected there. */
export function textOption<T extends string>(value: unknown, among: readonly T[], otherwise: T): T {
  return among.includes(value as T) ? (value as T) : otherwise
}
