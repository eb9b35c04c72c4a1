import type { EditorView } from '@codemirror/view'
import type { PrometheusClient } from '@prometheus-io/codemirror-promql'
import { QUERY_VARIABLES } from '@vedette/dashboard'
import type { Place } from '@vedette/promql'
import { useEffect, useRef } from 'react'
import type { OfferedVariable } from './complete-variables.ts'
import type { Problem } from './place-of-error.ts'
import { createEditor, setMarked, setProblem, setText } from './promql-editor.ts'
import './PromqlEditor.css'

export interface PromqlEditorProps {
  readonly label: string
  readonly text: string
  readonly client: PrometheusClient
  /** What completion offers behind a `$`; Grafana's own if nothing is said. */
  readonly variables?: readonly OfferedVariable[] | undefined
  readonly problem: Problem | undefined
  readonly marked: Place | undefined
  readonly focused: boolean
  onChange(text: string): void
  onRun(): void
  onPast(direction: -1 | 1): void
}

export function PromqlEditor(props: PromqlEditorProps) {
  const { label, text, client, problem, marked, focused } = props
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  // The editor is made once; what it calls is what was given last.
  const latest = useRef(props)
  latest.current = props
  // What was typed and hasn't come back as a prop yet: it must not be taken for a change from outside, which would undo what was typed since.
  const underway = useRef<string[]>([])

  useEffect(() => {
    const root =
      host.current!.shadowRoot ?? host.current!.attachShadow({ mode: 'open', delegatesFocus: true })
    const editor = createEditor(root, {
      text: latest.current.text,
      label,
      client,
      variables: () => latest.current.variables ?? QUERY_VARIABLES,
      onChange: next => {
        underway.current.push(next)
        latest.current.onChange(next)
      },
      onRun: () => latest.current.onRun(),
      onPast: direction => latest.current.onPast(direction),
    })
    view.current = editor
    if (latest.current.focused) editor.focus()
    return () => editor.destroy()
  }, [label, client])

  useEffect(() => {
    const element = host.current!
    element.addEventListener('keydown', keepFromShortcuts)
    return () => element.removeEventListener('keydown', keepFromShortcuts)
  }, [])
  useEffect(() => {
    const own = underway.current.lastIndexOf(text)
    underway.current.splice(0, own < 0 ? underway.current.length : own + 1)
    if (own < 0) setText(view.current!, text)
  }, [text])
  useEffect(() => setMarked(view.current!, marked), [marked])
  useEffect(() => {
    // Underlining every half-typed word would be noise: it waits for a pause.
    const timer = setTimeout(() => setProblem(view.current!, problem), problem === undefined ? 0 : 500)
    return () => clearTimeout(timer)
  }, [problem])
  useEffect(() => {
    if (focused) view.current!.focus()
  }, [focused])

  return <div ref={host} className="promql-editor" />
}

/** From outside a shadow root nobody sees that somebody types. */
function keepFromShortcuts(event: KeyboardEvent): void {
  const free = event.ctrlKey || event.metaKey || (event.key === 'Escape' && !event.defaultPrevented)
  if (!free) event.stopPropagation()
}
