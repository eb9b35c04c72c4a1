/**
 * The editor of a query: CodeMirror with PromQL's colours and completion, problems underlined where they are. It stands in a shadow root,
 * because there CodeMirror brings its styles as style sheets that the Content-Security-Policy allows.
 */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
  selectedCompletion,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, insertNewlineAndIndent } from '@codemirror/commands'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, setDiagnostics } from '@codemirror/lint'
import { Annotation, type Extension, Prec, StateEffect, StateField } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  keymap,
  MatchDecorator,
  placeholder,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import {
  type CompleteStrategy,
  newCompleteStrategy,
  type PrometheusClient,
  PromQLExtension,
} from '@prometheus-io/codemirror-promql'
import type { Place } from '@vedette/promql'
import { completeVariables, type OfferedVariable } from './complete-variables.ts'

export interface EditorOptions {
  readonly text: string
  readonly label: string
  readonly client: PrometheusClient
  /** What completion offers behind a `$`; asked for each time. */
  variables(): readonly OfferedVariable[]
  onChange(text: string): void
  onRun(): void
  /** One query back (-1) or forth (1) in the history. */
  onPast(direction: -1 | 1): void
}

export function createEditor(parent: ShadowRoot, options: EditorOptions): EditorView {
  const promql = new PromQLExtension()
    .activateLinter(false)
    .setComplete({ completeStrategy: unobtrusive(options) })
  const run = (view: EditorView): boolean => {
    closeCompletion(view)
    options.onRun()
    return true
  }
  const past = (direction: -1 | 1) => (): boolean => {
    options.onPast(direction)
    return true
  }
  return new EditorView({
    parent,
    root: parent,
    doc: options.text,
    selection: { anchor: options.text.length },
    extensions: [
      promql.asExtension(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      // Where the completion has nothing to add, Enter means to run.
      Prec.highest(keymap.of([{ key: 'Enter', run: view => isTypedAlready(view) && run(view) }])),
      autocompletion({ maxRenderedOptions: 200, icons: false }),
      // Beneath the keys of an open completion, above all others.
      Prec.high(
        keymap.of([
          { key: 'Enter', run },
          { key: 'Shift-Enter', run },
          { key: 'Mod-Enter', run },
          { key: 'Alt-Enter', run: insertNewlineAndIndent },
          { key: 'Alt-ArrowUp', run: past(-1) },
          { key: 'Alt-ArrowDown', run: past(1) },
        ]),
      ),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
      placeholder('Type a metric or a function'),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({
        'aria-label': options.label,
        'aria-multiline': 'false',
        spellcheck: 'false',
        autocapitalize: 'off',
        autocorrect: 'off',
      }),
      EditorView.domEventHandlers({ beforeinput: replaceSelected }),
      EditorView.updateListener.of(update => {
        const typed = update.transactions.some(each => each.docChanged && each.annotation(given) !== true)
        if (typed) options.onChange(update.state.doc.toString())
      }),
      markedField,
      VARIABLES,
      COLOURS,
      LOOKS,
    ],
  })
}

/** Behind what is complete already it speaks only when asked: there, Enter means to run and not to add the first operator of the list. */
function unobtrusive({ client, variables }: EditorOptions): CompleteStrategy {
  const all = newCompleteStrategy({ remote: client })
  return {
    promQL: context =>
      completeVariables(context, variables()) ??
      (!context.explicit && isWhole(context.state.sliceDoc(0, context.pos)) ? null : all.promQL(context)),
    destroy: () => all.destroy?.(),
  }
}

function isWhole(before: string): boolean {
  return /[)}\]]\s*$/.test(before) || (/(^|[^\w:])[\d.]+$/.test(before) && !/\[[^\]]*$/.test(before))
}

function isTypedAlready(view: EditorView): boolean {
  const selected = selectedCompletion(view.state)
  const { from, to } = view.state.selection.main
  if (selected === null || from !== to) return false
  const word = /[$\w:.]+$/.exec(view.state.sliceDoc(0, from))?.[0]
  return word === selected.label
}

/**
 * Browsers replace a selection with elements that carry the look of what was there, as a style in the markup, which the
 * Content-Security-Policy refuses aloud. Typing over a selection is done here instead.
 */
function replaceSelected(event: InputEvent, view: EditorView): boolean {
  const { ranges, main } = view.state.selection
  const { data, inputType } = event
  if (inputType !== 'insertText' || data === null || ranges.length > 1 || main.empty || view.composing)
    return false
  const change = () =>
    view.state.update(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true })
  const handled = view.state
    .facet(EditorView.inputHandler)
    .some(handler => handler(view, main.from, main.to, data, change))
  if (!handled) view.dispatch(change())
  event.preventDefault()
  return true
}

/** Marks a change that came from outside, of which outside needn't be told. */
const given = Annotation.define<boolean>()

export function setText(view: EditorView, text: string): void {
  if (view.state.doc.toString() === text) return
  view.dispatch({
    changes: { from: 0, to: view.state.doc.length, insert: text },
    selection: { anchor: text.length },
    annotations: given.of(true),
  })
}

export function setProblem(
  view: EditorView,
  problem: { readonly place: Place; readonly message: string } | undefined,
): void {
  const length = view.state.doc.length
  const diagnostics: Diagnostic[] =
    problem === undefined
      ? []
      : [
          {
            // At the end of the text there is nothing to underline but the last character.
            from: Math.max(0, Math.min(problem.place.from, length - 1)),
            to: Math.min(Math.max(problem.place.to, problem.place.from + 1), length),
            severity: 'error',
            message: problem.message,
          },
        ]
  view.dispatch(setDiagnostics(view.state, diagnostics))
}

const mark = StateEffect.define<Place | undefined>()
const MARKED = Decoration.mark({ class: 'cm-explained' })

const markedField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(mark)) continue
      const { from = 0, to = 0 } = effect.value ?? {}
      return to > from && to <= transaction.newDoc.length
        ? Decoration.set([MARKED.range(from, to)])
        : Decoration.none
    }
    return transaction.docChanged ? Decoration.none : marks
  },
  provide: field => EditorView.decorations.from(field),
})

/** The part that a line of the explanation speaks of. */
export function setMarked(view: EditorView, place: Place | undefined): void {
  view.dispatch({ effects: mark.of(place) })
}

/** PromQL's own colours know of no variables. */
const VARIABLE = new MatchDecorator({
  regexp: /\$\w+|\$\{\w[^}]*\}|\[\[\w+?(?::\w+)?\]\]/g,
  decoration: Decoration.mark({ class: 'cm-variable' }),
})

const VARIABLES = ViewPlugin.fromClass(
  class {
    marks: DecorationSet
    constructor(view: EditorView) {
      this.marks = VARIABLE.createDeco(view)
    }
    update(update: ViewUpdate): void {
      this.marks = VARIABLE.updateDeco(update, this.marks)
    }
  },
  { decorations: plugin => plugin.marks },
)

const COLOURS: Extension = syntaxHighlighting(
  HighlightStyle.define([
    { tag: [tags.function(tags.variableName), tags.operatorKeyword], color: 'var(--accent)' },
    { tag: [tags.keyword, tags.modifier], color: 'var(--accent)' },
    { tag: [tags.string], color: 'var(--good)' },
    { tag: [tags.number], color: 'var(--warning)' },
    {
      tag: [tags.labelName, tags.operator, tags.paren, tags.brace, tags.squareBracket],
      color: 'var(--text-2)',
    },
    { tag: tags.comment, color: 'var(--text-3)', fontStyle: 'italic' },
  ]),
)

const LOOKS: Extension = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'transparent', font: '13px/20px var(--mono)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: 'inherit', maxHeight: '220px', overflow: 'auto' },
  '.cm-content': { padding: '5px 0', caretColor: 'var(--accent)' },
  '.cm-line': { padding: '0 8px' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '.cm-placeholder': { color: 'var(--text-3)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--accent-ground)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-ground)', outline: '0' },
  '.cm-matchingBracket': { backgroundColor: 'transparent' },
  '.cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket': {
    backgroundColor: 'transparent',
    color: 'var(--critical)',
  },
  // What stands in it has the colour of its syntax otherwise.
  '.cm-variable, .cm-variable *': { color: 'var(--warning)' },
  '.cm-explained': {
    backgroundColor: 'var(--accent-ground)',
    boxShadow: '0 0 0 2px var(--accent-ground)',
    borderRadius: '2px',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--critical)',
    textUnderlineOffset: '3px',
  },
  '.cm-tooltip': {
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius)',
    backgroundColor: 'var(--raised)',
    color: 'var(--text)',
    boxShadow: 'var(--shadow)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-completionInfo': {
    padding: '6px 10px',
    maxWidth: '360px',
    font: '12px/18px var(--font)',
    whiteSpace: 'normal',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    font: '12px/18px var(--mono)',
    maxHeight: '280px',
    minWidth: '280px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { display: 'flex', gap: '16px', padding: '3px 10px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent-ground)',
    color: 'var(--text)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--accent)', fontWeight: '600' },
  '.cm-completionDetail': {
    marginLeft: 'auto',
    color: 'var(--text-3)',
    fontStyle: 'normal',
    fontFamily: 'var(--font)',
  },
  '.cm-diagnostic': { padding: '4px 10px', borderLeft: '0', font: '12px/18px var(--font)' },
})
