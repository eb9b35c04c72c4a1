import { NavLink } from 'react-router'
import { CATEGORY_NAMES } from '../browse/categories.ts'
import { paths } from '../paths.ts'

export function CategoryBar() {
  return (
    <nav className="categories" aria-label="Categories">
      <ul>
        {Object.entries(CATEGORY_NAMES).map(([category, { name }]) => (
          <li key={category}>
            <NavLink to={paths.category(category)}>{name}</NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
