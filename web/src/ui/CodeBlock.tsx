/** Text as a machine has it: a configuration, JSON, a query. Where it is longer than its place, keys scroll it. */
import './CodeBlock.css'

export interface CodeBlockProps {
  /** What it is, for those who don't see it. */
  readonly label: string
  readonly text: string
}

export function CodeBlock({ label, text }: CodeBlockProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
    <section className="code-block" aria-label={label} tabIndex={0}>
      <pre>{text}</pre>
    </section>
  )
}
