/** Names and values of labels below each other, in the order of their names. */
import './LabelList.css'

export function LabelList({ labels }: { readonly labels: Readonly<Record<string, string>> }) {
  const names = Object.keys(labels).sort()
  if (names.length === 0) return <p className="quiet">none</p>
  return (
    <dl className="label-list">
      {names.map(name => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{labels[name]}</dd>
        </div>
      ))}
    </dl>
  )
}
