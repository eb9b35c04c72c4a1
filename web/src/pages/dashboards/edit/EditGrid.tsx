/** The panels of a dashboard to be dragged, sized and walked with keys. Repeats stand once, as what they are made from. */
import {
  type Dashboard,
  foldRow,
  GRID_COLUMNS,
  GRID_GAP,
  GRID_ROW_HEIGHT,
  type GridPosition,
  movePanels,
  type Panel,
  panelsOfRow,
  type Scope,
  unfoldRow,
} from '@vedette/dashboard'
import { Copy, GripVertical, Pencil, Trash2 } from 'lucide-react'
import { type KeyboardEvent, useMemo, useRef } from 'react'
import ReactGridLayout, { type Layout } from 'react-grid-layout'
import { useElementSize } from '../../../chart/use-element-size.ts'
import { PanelFrame } from '../PanelFrame.tsx'
import { RowHeader } from '../RowHeader.tsx'
import 'react-grid-layout/css/styles.css'
import 'react-resizable/css/styles.css'
import './EditGrid.css'

export interface EditGridProps {
  readonly dashboard: Dashboard
  readonly scope: Scope
  readonly onChange: (change: (dashboard: Dashboard) => Dashboard) => void
  readonly onEdit: (id: number) => void
  readonly onDuplicate: (id: number) => void
  readonly onRemove: (id: number) => void
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
  const take = (next: Layout): void => {
    const places = new Map(
      next.map(({ i, x, y, w, h }): [number, GridPosition] => [Number(i), { x, y, w, h }]),
    )
    onChange(before => movePanels(before, places))
  }
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
          {dashboard.panels.map(panel => (
            <div key={panel.id}>
              {panel.type === 'row' ? (
                <EditRow {...props} panel={panel} />
              ) : (
                <EditPanel {...props} panel={panel} />
              )}
            </div>
          ))}
        </ReactGridLayout>
      )}
    </div>
  )
}

type OneProps = EditGridProps & { readonly panel: Panel }

function EditPanel({ panel, scope, onChange, onEdit, onDuplicate, onRemove }: OneProps) {
  const { id, title } = panel
  return (
    <PanelFrame
      panel={panel}
      panelKey={`panel-${id}`}
      scope={scope}
      handle={<Handle panel={panel} onChange={onChange} />}
      menuEntries={[
        { id: 'edit', title: 'Edit', icon: <Pencil aria-hidden />, onChoose: () => onEdit(id) },
        { id: 'duplicate', title: 'Duplicate', icon: <Copy aria-hidden />, onChoose: () => onDuplicate(id) },
        {
          id: 'remove',
          title: `Remove ${title}`,
          icon: <Trash2 aria-hidden />,
          onChoose: () => onRemove(id),
        },
      ]}
    />
  )
}

function EditRow({ panel, dashboard, scope, onChange, onEdit, onRemove }: OneProps) {
  const isCollapsed = panel.collapsed === true
  return (
    <div className="edit-grid-row">
      <Handle panel={panel} onChange={onChange} />
      <RowHeader
        panel={panel}
        scope={scope}
        isCollapsed={isCollapsed}
        count={panelsOfRow(dashboard, panel.id).length}
        onToggle={() => onChange(before => (isCollapsed ? unfoldRow : foldRow)(before, panel.id))}
      />
      <button type="button" aria-label={`Edit row ${panel.title}`} onClick={() => onEdit(panel.id)}>
        <Pencil aria-hidden size={14} />
      </button>
      <button type="button" aria-label={`Remove row ${panel.title}`} onClick={() => onRemove(panel.id)}>
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
    const place = placeAfter(panel, event.key, event.shiftKey)
    if (place === undefined) return
    event.preventDefault()
    event.stopPropagation()
    onChange(before => movePanels(before, new Map([[panel.id, place]])))
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

function placeAfter({ gridPos, type }: Panel, key: string, isSizing: boolean): GridPosition | undefined {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key]
  if (step === undefined || (isSizing && type === 'row')) return undefined
  const [across = 0, down = 0] = step
  const { x, y, w, h } = gridPos
  if (isSizing)
    return { x, y, w: Math.min(GRID_COLUMNS - x, Math.max(2, w + across)), h: Math.max(2, h + down) }
  return { x: Math.min(GRID_COLUMNS - w, Math.max(0, x + across)), y: Math.max(0, y + down), w, h }
}
