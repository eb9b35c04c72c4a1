/**
 * What of a panel can be set by hand without writing JSON: where it stands in the JSON, what it is called, and what is taken while nobody set it. One
 * table for the form of a panel and for the overrides of single fields.
 */
import type { PanelType } from '@vedette/dashboard'
import { usualColourMode } from '../usual-colours.ts'

interface FieldBase {
  /** Within the panel: `options.legend.placement`, `fieldConfig.defaults.unit`. */
  readonly path: string
  readonly label: string
}

export type OptionField = FieldBase &
  (
    | { readonly kind: 'text'; readonly placeholder?: string }
    | { readonly kind: 'number'; readonly placeholder?: string; readonly min?: number; readonly max?: number }
    | { readonly kind: 'switch'; readonly unset: boolean }
    | {
        readonly kind: 'choice'
        readonly unset: string
        readonly choices: readonly (readonly [value: string, title: string])[]
      }
    /** A list of one of the choices: what a series is reduced to. */
    | { readonly kind: 'calculation'; readonly unset: string }
    | { readonly kind: 'calculations' }
    | { readonly kind: 'unit' }
  )

export interface OptionGroup {
  readonly title: string
  readonly fields: readonly OptionField[]
}

const OPTIONS = 'options'
const DEFAULTS = 'fieldConfig.defaults'
const CUSTOM = 'fieldConfig.defaults.custom'

const VALUE: OptionGroup = {
  title: 'Values',
  fields: [
    { path: `${DEFAULTS}.unit`, label: 'Unit', kind: 'unit' },
    {
      path: `${DEFAULTS}.decimals`,
      label: 'Decimals',
      kind: 'number',
      placeholder: 'as they need',
      min: 0,
      max: 15,
    },
    { path: `${DEFAULTS}.min`, label: 'Least', kind: 'number', placeholder: 'as the data has it' },
    { path: `${DEFAULTS}.max`, label: 'Greatest', kind: 'number', placeholder: 'as the data has it' },
    { path: `${DEFAULTS}.displayName`, label: 'Name', kind: 'text', placeholder: 'of the series' },
    { path: `${DEFAULTS}.noValue`, label: 'Where nothing is', kind: 'text', placeholder: '–' },
    {
      path: `${DEFAULTS}.color.mode`,
      label: 'Colour',
      kind: 'choice',
      unset: 'palette-classic',
      choices: [
        ['palette-classic', 'by series'],
        ['thresholds', 'by thresholds'],
        ['fixed', 'always the same'],
        ['continuous-GrYlRd', 'green to red'],
        ['continuous-BlYlRd', 'blue to red'],
        ['continuous-blues', 'shades of blue'],
      ],
    },
    {
      path: `${DEFAULTS}.color.fixedColor`,
      label: 'The colour',
      kind: 'text',
      placeholder: 'green, #1f78c1',
    },
  ],
}

const LEGEND: OptionGroup = {
  title: 'Legend',
  fields: [
    { path: `${OPTIONS}.legend.showLegend`, label: 'Legend', kind: 'switch', unset: true },
    {
      path: `${OPTIONS}.legend.displayMode`,
      label: 'As',
      kind: 'choice',
      unset: 'list',
      choices: [
        ['list', 'a list'],
        ['table', 'a table'],
      ],
    },
    {
      path: `${OPTIONS}.legend.placement`,
      label: 'Where',
      kind: 'choice',
      unset: 'bottom',
      choices: [
        ['bottom', 'below'],
        ['right', 'on the right'],
      ],
    },
    { path: `${OPTIONS}.legend.calcs`, label: 'Figures', kind: 'calculations' },
  ],
}

/** Of legends that can be told less. */
function legendOf(...names: readonly string[]): OptionGroup {
  return {
    ...LEGEND,
    fields: LEGEND.fields.filter(({ path }) => names.includes(path.split('.').at(-1)!)),
  }
}

const REDUCED: OptionGroup = {
  title: 'What is shown',
  fields: [
    {
      path: `${OPTIONS}.reduceOptions.calcs`,
      label: 'Of a series',
      kind: 'calculation',
      unset: 'lastNotNull',
    },
  ],
}

const ORIENTATION: OptionField = {
  path: `${OPTIONS}.orientation`,
  label: 'Direction',
  kind: 'choice',
  unset: 'auto',
  choices: [
    ['auto', 'as it fits'],
    ['horizontal', 'horizontal'],
    ['vertical', 'vertical'],
  ],
}

function stackedAt(path: string): OptionField {
  return {
    path,
    label: 'Stacked',
    kind: 'choice',
    unset: 'none',
    choices: [
      ['none', 'no'],
      ['normal', 'on each other'],
      ['percent', 'to 100 %'],
    ],
  }
}

const GRADIENT: OptionField = {
  path: `${CUSTOM}.gradientMode`,
  label: 'Filled with',
  kind: 'choice',
  unset: 'none',
  choices: [
    ['none', 'one colour'],
    ['opacity', 'less and less'],
    ['hue', 'its hues'],
    ['scheme', 'colours by value'],
  ],
}

const LINES: OptionGroup = {
  title: 'Lines',
  fields: [
    {
      path: `${CUSTOM}.drawStyle`,
      label: 'Drawn as',
      kind: 'choice',
      unset: 'line',
      choices: [
        ['line', 'lines'],
        ['bars', 'bars'],
        ['points', 'points'],
      ],
    },
    {
      path: `${CUSTOM}.lineInterpolation`,
      label: 'Between points',
      kind: 'choice',
      unset: 'linear',
      choices: [
        ['linear', 'straight'],
        ['smooth', 'smooth'],
        ['stepBefore', 'steps before'],
        ['stepAfter', 'steps after'],
      ],
    },
    { path: `${CUSTOM}.lineWidth`, label: 'Width', kind: 'number', placeholder: '1', min: 0, max: 10 },
    {
      path: `${CUSTOM}.fillOpacity`,
      label: 'Filled, in percent',
      kind: 'number',
      placeholder: '0',
      min: 0,
      max: 100,
    },
    GRADIENT,
    stackedAt(`${CUSTOM}.stacking.mode`),
    { path: `${CUSTOM}.spanNulls`, label: 'Join across gaps', kind: 'switch', unset: false },
    {
      path: `${CUSTOM}.thresholdsStyle.mode`,
      label: 'Thresholds',
      kind: 'choice',
      unset: 'off',
      choices: [
        ['off', 'not shown'],
        ['line', 'as lines'],
        ['area', 'as areas'],
        ['line+area', 'as both'],
      ],
    },
  ],
}

const TOOLTIP: OptionGroup = {
  title: 'Beside the pointer',
  fields: [
    {
      path: `${OPTIONS}.tooltip.mode`,
      label: 'Series',
      kind: 'choice',
      unset: 'multi',
      choices: [
        ['multi', 'all'],
        ['single', 'the nearest'],
        ['none', 'none'],
      ],
    },
    {
      path: `${OPTIONS}.tooltip.sort`,
      label: 'Sorted',
      kind: 'choice',
      unset: 'near',
      choices: [
        ['near', 'the nearest first'],
        ['none', 'as they come'],
        ['asc', 'least first'],
        ['desc', 'greatest first'],
      ],
    },
  ],
}

const AXIS: OptionGroup = {
  title: 'Axis',
  fields: [
    {
      path: `${CUSTOM}.axisPlacement`,
      label: 'Where',
      kind: 'choice',
      unset: 'auto',
      choices: [
        ['auto', 'as it fits'],
        ['left', 'left'],
        ['right', 'right'],
        ['hidden', 'hidden'],
      ],
    },
    { path: `${CUSTOM}.axisLabel`, label: 'Label', kind: 'text' },
    { path: `${CUSTOM}.axisSoftMin`, label: 'At least down to', kind: 'number' },
    { path: `${CUSTOM}.axisSoftMax`, label: 'At least up to', kind: 'number' },
    {
      path: `${CUSTOM}.scaleDistribution.type`,
      label: 'Scale',
      kind: 'choice',
      unset: 'linear',
      choices: [
        ['linear', 'linear'],
        ['log', 'logarithmic'],
      ],
    },
  ],
}

const GROUPS: Readonly<Record<PanelType, readonly OptionGroup[]>> = {
  timeseries: [VALUE, LINES, AXIS, LEGEND, TOOLTIP],
  stat: [
    {
      title: 'What is shown',
      fields: [
        ...REDUCED.fields,
        {
          path: `${OPTIONS}.graphMode`,
          label: 'Line behind it',
          kind: 'choice',
          unset: 'area',
          choices: [
            ['area', 'shown'],
            ['none', 'not shown'],
          ],
        },
        {
          path: `${OPTIONS}.colorMode`,
          label: 'What is coloured',
          kind: 'choice',
          unset: 'value',
          choices: [
            ['none', 'nothing'],
            ['value', 'the value'],
            ['background', 'the ground'],
          ],
        },
        {
          path: `${OPTIONS}.textMode`,
          label: 'Text',
          kind: 'choice',
          unset: 'auto',
          choices: [
            ['auto', 'as it fits'],
            ['value', 'the value'],
            ['name', 'the name'],
            ['value_and_name', 'both'],
            ['none', 'none'],
          ],
        },
        ORIENTATION,
      ],
    },
    VALUE,
  ],
  gauge: [REDUCED, VALUE],
  bargauge: [{ title: 'What is shown', fields: [...REDUCED.fields, ORIENTATION] }, VALUE],
  barchart: [
    {
      title: 'Bars',
      fields: [
        { path: `${OPTIONS}.xField`, label: 'One bar for each', kind: 'text', placeholder: 'the first text' },
        ORIENTATION,
        stackedAt(`${OPTIONS}.stacking`),
        GRADIENT,
      ],
    },
    VALUE,
    legendOf('showLegend', 'displayMode'),
  ],
  table: [
    {
      title: 'Table',
      fields: [
        { path: `${OPTIONS}.showHeader`, label: 'Head', kind: 'switch', unset: true },
        {
          path: `${CUSTOM}.align`,
          label: 'Cells stand',
          kind: 'choice',
          unset: 'auto',
          choices: [
            ['auto', 'as it fits'],
            ['left', 'left'],
            ['center', 'in the middle'],
            ['right', 'right'],
          ],
        },
        {
          path: `${CUSTOM}.cellOptions.type`,
          label: 'Cells show',
          kind: 'choice',
          unset: 'auto',
          choices: [
            ['auto', 'text'],
            ['color-text', 'coloured text'],
            ['color-background', 'a coloured ground'],
            ['gauge', 'a bar'],
            ['sparkline', 'a line'],
          ],
        },
      ],
    },
    VALUE,
  ],
  piechart: [
    {
      title: 'Pie',
      fields: [
        ...REDUCED.fields,
        {
          path: `${OPTIONS}.pieType`,
          label: 'Shape',
          kind: 'choice',
          unset: 'pie',
          choices: [
            ['pie', 'pie'],
            ['donut', 'ring'],
          ],
        },
      ],
    },
    VALUE,
    legendOf('showLegend', 'displayMode', 'placement'),
  ],
  heatmap: [
    {
      title: 'Cells',
      fields: [
        { path: `${OPTIONS}.calculate`, label: 'Count values into buckets', kind: 'switch', unset: false },
      ],
    },
    VALUE,
  ],
  'state-timeline': [
    {
      title: 'States',
      fields: [
        { path: `${OPTIONS}.mergeValues`, label: 'Join equal neighbours', kind: 'switch', unset: true },
      ],
    },
    VALUE,
  ],
  'status-history': [VALUE],
  histogram: [
    {
      title: 'Buckets',
      fields: [
        { path: `${OPTIONS}.bucketSize`, label: 'Width', kind: 'number', placeholder: 'as it fits', min: 0 },
        { path: `${OPTIONS}.bucketOffset`, label: 'Begin at', kind: 'number', placeholder: '0' },
        { path: `${OPTIONS}.combine`, label: 'All series together', kind: 'switch', unset: false },
      ],
    },
    VALUE,
  ],
  text: [
    {
      title: 'Text',
      fields: [
        {
          path: `${OPTIONS}.mode`,
          label: 'Written in',
          kind: 'choice',
          unset: 'markdown',
          choices: [
            ['markdown', 'Markdown'],
            ['code', 'code'],
          ],
        },
      ],
    },
  ],
  row: [],
}

export function optionGroupsOf(type: string): readonly OptionGroup[] {
  const groups = GROUPS[type as PanelType] ?? []
  return groups.map(group => ({ ...group, fields: group.fields.map(field => withUsualColour(field, type)) }))
}

/** What is taken while nobody set a colour goes by the type. */
function withUsualColour(field: OptionField, type: string): OptionField {
  const isColour = field.kind === 'choice' && field.path === `${DEFAULTS}.color.mode`
  return isColour ? { ...field, unset: usualColourMode(type) } : field
}

/** What may be set for single fields: by the ids that Grafana gives them, `unit`, `custom.lineWidth`. */
export function overridable(type: string): readonly (readonly [id: string, field: OptionField])[] {
  return optionGroupsOf(type).flatMap(({ fields }) =>
    fields
      .filter(({ path }) => path.startsWith(`${DEFAULTS}.`) && !path.startsWith(`${DEFAULTS}.color.`))
      .map(field => [field.path.slice(DEFAULTS.length + 1), field] as const),
  )
}

export const PANEL_TITLES: readonly (readonly [type: PanelType, title: string])[] = [
  ['timeseries', 'Time series'],
  ['stat', 'Stat'],
  ['gauge', 'Gauge'],
  ['bargauge', 'Bar gauge'],
  ['barchart', 'Bar chart'],
  ['table', 'Table'],
  ['piechart', 'Pie chart'],
  ['heatmap', 'Heatmap'],
  ['state-timeline', 'State timeline'],
  ['status-history', 'Status history'],
  ['histogram', 'Histogram'],
  ['text', 'Text'],
]
