import './Badge.css'

export function Badge({ children }: { readonly children: string }) {
  return <span className="badge">{children}</span>
}
