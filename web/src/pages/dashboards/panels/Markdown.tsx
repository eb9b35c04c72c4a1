/**
 * Markdown as React's elements, made from the parser's tree one by one. What isn't named here is shown as text, so HTML within it stays what somebody
 * typed; links go nowhere but to pages, and pictures are links to them, since the page's policy loads nothing from elsewhere.
 */
import type { Nodes, PhrasingContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { createElement, type ReactNode, useMemo } from 'react'

/** A text that is longer is not one that people read. */
const MOST_LETTERS = 100_000
const DEEPEST = 50

export default function Markdown({ text }: { readonly text: string }) {
  const tree = useMemo(
    () =>
      fromMarkdown(text.slice(0, MOST_LETTERS), {
        extensions: [gfm()],
        mdastExtensions: [gfmFromMarkdown()],
      }),
    [text],
  )
  return <div className="markdown">{childrenOf(tree, 0)}</div>
}

function childrenOf(node: Nodes, depth: number): ReactNode[] {
  if (!('children' in node) || depth > DEEPEST) return []
  return node.children.map((child, i) => elementOf(child as Nodes, i, depth + 1))
}

function elementOf(node: Nodes, key: number, depth: number): ReactNode {
  const within = (tag: string): ReactNode => createElement(tag, { key }, ...childrenOf(node, depth))
  switch (node.type) {
    case 'text':
      return node.value
    case 'html':
      return <code key={key}>{node.value}</code>
    case 'paragraph':
      return within('p')
    case 'heading':
      // The page's own headings are above these.
      return within(`h${Math.min(6, node.depth + 2)}`)
    case 'emphasis':
      return within('em')
    case 'strong':
      return within('strong')
    case 'delete':
      return within('del')
    case 'blockquote':
      return within('blockquote')
    case 'list':
      return within(node.ordered === true ? 'ol' : 'ul')
    case 'listItem':
      return (
        <li key={key}>
          {typeof node.checked === 'boolean' ? (
            <input
              type="checkbox"
              checked={node.checked}
              disabled
              readOnly
              aria-label={node.checked ? 'done' : 'open'}
            />
          ) : null}
          {childrenOf(node, depth)}
        </li>
      )
    case 'inlineCode':
      return <code key={key}>{node.value}</code>
    case 'code':
      return <pre key={key}>{node.value}</pre>
    case 'break':
      return <br key={key} />
    case 'thematicBreak':
      return <hr key={key} />
    case 'link':
      return (
        <SafeLink key={key} url={node.url} title={node.title}>
          {childrenOf(node, depth)}
        </SafeLink>
      )
    case 'image':
      return (
        <SafeLink key={key} url={node.url} title={node.title}>
          {node.alt || node.url}
        </SafeLink>
      )
    case 'table':
      return (
        <table key={key}>
          <tbody>{childrenOf(node, depth)}</tbody>
        </table>
      )
    case 'tableRow':
      return within('tr')
    case 'tableCell':
      return within('td')
    case 'linkReference':
    case 'footnoteReference':
      return textOf(node as PhrasingContent)
    case 'definition':
      return null
    default:
      return 'value' in node && typeof node.value === 'string' ? node.value : childrenOf(node, depth)
  }
}

interface SafeLinkProps {
  readonly url: string
  readonly title: string | null | undefined
  readonly children: ReactNode
}

function SafeLink({ url, title, children }: SafeLinkProps) {
  const isSafe = /^(https?:|mailto:|\/(?![/\\])|#|\?)/i.test(url)
  if (!isSafe) return <span title={url}>{children}</span>
  const isElsewhere = /^https?:/i.test(url)
  return (
    <a
      href={url}
      title={title ?? undefined}
      {...(isElsewhere ? { target: '_blank', rel: 'noreferrer' } : {})}
    >
      {children}
    </a>
  )
}

function textOf(node: Nodes): string {
  if ('value' in node && typeof node.value === 'string') return node.value
  return 'children' in node ? node.children.map(child => textOf(child as Nodes)).join('') : ''
}
