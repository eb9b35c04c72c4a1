/** The figures of a drawing as a table, behind a button that shows itself when the keyboard or a reader of screens comes to it. */
import { type ReactNode, useState } from 'react'
import './TableOnRequest.css'

export function TableOnRequest({ table }: { readonly table: () => ReactNode }) {
  const [shown, setShown] = useState(false)
  return (
    <>
      <button
        type="button"
        className="chart-table-button"
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
      >
        {shown ? 'Hide table' : 'Show as table'}
      </button>
      {shown && table()}
    </>
  )
}
