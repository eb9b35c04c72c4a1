import { Link } from 'react-router'
import { paths } from '../paths.ts'

export function Footer() {
  return (
    <footer className="footer">
      <p>
        CloudCart is a demonstration. Nothing here is sold, no money moves, and every picture is drawn by the
        page.
      </p>
      <p>
        <Link to={paths.everything()}>All products</Link>
        <Link to={paths.orders}>Orders</Link>
        <Link to={paths.admin}>For the shop’s people</Link>
      </p>
    </footer>
  )
}
