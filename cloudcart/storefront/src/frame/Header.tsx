import { Link } from 'react-router'
import { pieces } from '../kept/cart.ts'
import { paths } from '../paths.ts'
import { useCart, useSession } from '../shop-context.ts'
import { Icon } from '../ui/Icon.tsx'
import { Logo } from './Logo.tsx'
import { SearchBox } from './SearchBox.tsx'

export function Header() {
  const session = useSession()
  const count = pieces(useCart())
  return (
    <header className="header">
      <div className="header-row">
        <Link className="brand" to={paths.home} aria-label="CloudCart, home">
          <Logo />
          <span>
            Cloud<b>Cart</b>
          </span>
        </Link>
        <SearchBox />
        <nav className="header-links" aria-label="Your shop">
          {session?.user.role === 'admin' && (
            <Link to={paths.admin}>
              <Icon name="shelf" />
              <span>Admin</span>
            </Link>
          )}
          {session !== undefined && (
            <Link to={paths.orders}>
              <Icon name="box" />
              <span>Orders</span>
            </Link>
          )}
          <Link to={session === undefined ? paths.signIn() : paths.profile}>
            <Icon name="person" />
            <span>{session === undefined ? 'Sign in' : firstName(session.user.name)}</span>
          </Link>
          <Link
            className="cart-link"
            to={paths.cart}
            aria-label={`Cart, ${count} ${count === 1 ? 'item' : 'items'}`}
          >
            <Icon name="cart" />
            <span>Cart</span>
            {count > 0 && (
              <b key={count} className="cart-count" aria-hidden="true">
                {count}
              </b>
            )}
          </Link>
        </nav>
      </div>
    </header>
  )
}

function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name
}
