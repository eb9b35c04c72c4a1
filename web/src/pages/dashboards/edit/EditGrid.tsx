/** The panels of a dashboard to be dragged, sized and walked with keys. Repeats stand once, as what they are made from. */
import {
  type Dashboard,
  duplicatePanel,
  findPanel,
  foldRow,
  GRID_COLUMNS,
  GRID_GAP,
  GRID_ROW_HEIGHT,
  type GridPosition,
  movePanels,
  type Panel,
  panelsOfRow,
  removePanel,
  type Scope,
  unfoldRow,
} from '@vedette/dashboard'
import { Copy, GripVertical, Pencil, Trash2 } from 'lucide-react'
import { type KeyboardEvent, type ReactElement, useCallback, useMemo, useRef } from 'react'
import ReactGridLayout, { type Layout } from 'react-grid-layout'
import { useElementSize } from '../../../chart/use-element-size.ts'
import { useDashboardView } from '../dashboard-view.ts'
import { PanelFrame } from '../PanelFrame.tsx'
import { RowHeader } from '../RowHeader.tsx'
import { createKept } from './kept-elements.ts'
import 'react-grid-layout/css/styles.css'
import 'react-resizable/css/styles.css'
import './EditGrid.css'

export interface EditGridProps {
  readonly dashboard: Dashboard
  readonly scope: Scope
  /** Both stay the same from step to step, so that panels need not be drawn anew. */
  readonly onChange: (change: (dashboard: Dashboard) => Dashboard) => void
  readonly onEdit: (id: number) => void
}

const GRID = {
  cols: GRID_COLUMNS,
  rowHeight: GRID_ROW_HEIGHT,
  margin: [GRID_GAP, GRID_GAP] as const,
  containerPadding: [0, 0] as const,
}
const DRAG = { enabled: true, handle: '.edit-grid-handle' }

export function EditGrid(props: EditGridProps) {
  const { dashboard, onChange } = props
  const host = useRef<HTMLDivElement>(null)
  const { width } = useElementSize(host)
  const items = useItems(props)
  const layout = useMemo(
    (): Layout =>
      dashboard.panels.map(({ id, type, gridPos: { x, y, w, h } }) => ({
        i: String(id),
        x,
        y,
        w,
        h,
        minW: 2,
        ...(type === 'row' ? { isResizable: false, minH: 1, maxH: 1 } : { minH: 2 }),
      })),
    [dashboard.panels],
  )
  const take = useCallback(
    (next: Layout): void => {
      const places = new Map(
        next.map(({ i, x, y, w, h }): [number, GridPosition] => [Number(i), { x, y, w, h }]),
      )
      onChange(before => movePanels(before, places))
    },
    [onChange],
  )
  return (
    <div ref={host} className="edit-grid">
      {/* The library would put its own style there, which the page's policy refuses; EditGrid.css has it. */}
      <i id="react-draggable-style-el" hidden />
      {width === 0 ? null : (
        <ReactGridLayout
          width={width}
          layout={layout}
          gridConfig={GRID}
          dragConfig={DRAG}
          onDragStop={take}
          onResizeStop={take}
        >
          {items}
        </ReactGridLayout>
      )}
    </div>
  )
}

function useItems({ dashboard, scope, onChange, onEdit }: EditGridProps): readonly ReactElement[] {
  const { inspectedKey } = useDashboardView()
  // biome-ignore lint/correctness/useExhaustiveDependencies: all of them are in what is kept
  const kept = useMemo(() => createKept<ReactElement>(), [scope, onChange, onEdit])
  return dashboard.panels.map(panel => {
    const { id } = panel
    const isRow = panel.type === 'row'
    const count = isRow ? panelsOfRow(dashboard, id).length : 0
    const one = { panel, scope, onChange, onEdit }
    return kept(panel, { count, isPlaceShown: inspectedKey === keyOf(id) }, () => (
      <div key={id}>{isRow ? <EditRow {...one} count={count} /> : <EditPanel {...one} />}</div>
    ))
  })
}

function keyOf(id: number): string {
  return `panel-${id}`
}

interface OneProps extends Omit<EditGridProps, 'dashboard'> {
  /** Its place may be one of before. */
  readonly panel: Panel
}

function EditPanel({ panel, scope, onChange, onEdit }: OneProps) {
  const { id, title } = panel
  return (
    <PanelFrame
      panel={panel}
      panelKey={keyOf(id)}
      scope={scope}
      handle={<Handle panel={panel} onChange={onChange} />}
      menuEntries={[
        { id: 'edit', title: 'Edit', icon: <Pencil aria-hidden />, onChoose: () => onEdit(id) },
        {
          id: 'duplicate',
          title: 'Duplicate',
          icon: <Copy aria-hidden />,
          onChoose: () => onChange(before => duplicatePanel(before, id)),
        },
        {
          id: 'remove',
          title: `Remove ${title}`,
          icon: <Trash2 aria-hidden />,
          onChoose: () => onChange(before => removePanel(before, id)),
        },
      ]}
    />
  )
}

function EditRow({ panel, count, scope, onChange, onEdit }: OneProps & { readonly count: number }) {
  const { id, title } = panel
  const isCollapsed = panel.collapsed === true
  return (
    <div className="edit-grid-row">
      <Handle panel={panel} onChange={onChange} />
      <RowHeader
        panel={panel}
        scope={scope}
        isCollapsed={isCollapsed}
        count={count}
        onToggle={() => onChange(before => (isCollapsed ? unfoldRow : foldRow)(before, id))}
      />
      <button type="button" aria-label={`Edit row ${title}`} onClick={() => onEdit(id)}>
        <Pencil aria-hidden size={14} />
      </button>
      <button
        type="button"
        aria-label={`Remove row ${title}`}
        onClick={() => onChange(before => removePanel(before, id))}
      >
        <Trash2 aria-hidden size={14} />
      </button>
    </div>
  )
}

interface HandleProps {
  readonly panel: Panel
  readonly onChange: EditGridProps['onChange']
}

/** Dragged by pointers; arrows move the panel, with shift they size it. */
function Handle({ panel, onChange }: HandleProps) {
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, shiftKey } = event
    if (!isArrow(key) || (shiftKey && panel.type === 'row')) return
    event.preventDefault()
    event.stopPropagation()
    onChange(before => {
      const now = findPanel(before, panel.id)
      return now === undefined
        ? before
        : movePanels(before, new Map([[now.id, placeAfter(now, key, shiftKey)]]))
    })
  }
  return (
    <button
      type="button"
      className="edit-grid-handle"
      aria-label={`Move ${panel.title}: drag, arrow keys move, with Shift they size`}
      title="Drag to move; arrow keys move, with Shift they size"
      onKeyDown={onKeyDown}
    >
      <GripVertical aria-hidden size={14} />
    </button>
  )
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as const

function isArrow(key: string): key is keyof typeof ARROWS {
  return Object.hasOwn(ARROWS, key)
}

function placeAfter({ gridPos }: Panel, key: keyof typeof ARROWS, isSizing: boolean): GridPosition {
  const [across, down] = ARROWS[key]
  const { x, y, w, h } = gridPos
  if (isSizing)
    return { x, y, w: Math.min(GRID_COLUMNS - x, Math.max(2, w + across)), h: Math.max(2, h + down) }
  return { x: Math.min(GRID_COLUMNS - w, Math.max(0, x + across)), y: Math.max(0, y + down), w, h }
}
