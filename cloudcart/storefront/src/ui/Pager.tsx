import { Link } from 'react-router'

export interface PagerProps {
  readonly page: number
  readonly pages: number
  readonly to: (page: number) => string
}

export function Pager({ page, pages, to }: PagerProps) {
  if (pages <= 1) return null
  return (
    <nav className="pager" aria-label="Pages">
      {page > 1 ? <Link to={to(page - 1)}>Previous</Link> : <span aria-hidden="true">Previous</span>}
      <ol>
        {Array.from({ length: pages }, (_, at) => at + 1)
          .filter(each => each === 1 || each === pages || Math.abs(each - page) <= 2)
          .map(each => (
            <li key={each}>
              <Link
                to={to(each)}
                aria-label={`Page ${each}`}
                {...(each === page ? { 'aria-current': 'page' } : {})}
              >
                {each}
              </Link>
            </li>
          ))}
      </ol>
      {page < pages ? <Link to={to(page + 1)}>Next</Link> : <span aria-hidden="true">Next</span>}
    </nav>
  )
}
