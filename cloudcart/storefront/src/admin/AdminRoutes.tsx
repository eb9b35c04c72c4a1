/** The pages of the shop's people, behind one door. */
import '../styles/admin.css'
import { Navigate, NavLink, Route, Routes } from 'react-router'
import { SignedIn } from '../account/SignedIn.tsx'
import { NothingHere } from '../frame/NothingHere.tsx'
import { paths } from '../paths.ts'
import { useSession, useShop } from '../shop-context.ts'
import { Empty } from '../ui/Empty.tsx'
import { Icon, type IconName } from '../ui/Icon.tsx'
import { AdminChaosPage } from './chaos/AdminChaosPage.tsx'
import { AdminOrdersPage } from './orders/AdminOrdersPage.tsx'
import { AdminProductPage } from './products/AdminProductPage.tsx'
import { AdminProductsPage } from './products/AdminProductsPage.tsx'
import { AdminStockPage } from './stock/AdminStockPage.tsx'
import { AdminUsersPage } from './users/AdminUsersPage.tsx'

const ROOMS: readonly (readonly [to: string, name: string, icon: IconName])[] = [
  [paths.adminOrders(), 'Orders', 'box'],
  [paths.adminUsers, 'Users', 'people'],
  [paths.adminStock, 'Stock', 'shelf'],
  [paths.adminProducts, 'Products', 'tag'],
  [paths.adminChaos, 'Chaos', 'bolt'],
]

export default function AdminRoutes() {
  return (
    <div className="page">
      <title>Admin · CloudCart</title>
      <SignedIn to="work here">
        <ForAdmins />
      </SignedIn>
    </div>
  )
}

function ForAdmins() {
  const shop = useShop()
  const session = useSession()
  if (session?.user.role !== 'admin') {
    return (
      <Empty title="This is for the shop’s people">
        <p>{session?.user.name}, your account is a customer’s. Sign in as an admin to work here.</p>
        <button type="button" className="button primary" onClick={() => shop.signOut()}>
          Sign in as somebody else
        </button>
      </Empty>
    )
  }
  return (
    <div className="admin">
      <nav className="admin-rooms" aria-label="Admin">
        {ROOMS.map(([to, name, icon]) => (
          <NavLink key={to} to={to}>
            <Icon name={icon} />
            {name}
          </NavLink>
        ))}
      </nav>
      <div className="admin-room">
        <Routes>
          <Route index element={<Navigate to={paths.adminOrders()} replace />} />
          <Route path="orders" element={<AdminOrdersPage />} />
          <Route path="users" element={<AdminUsersPage />} />
          <Route path="stock" element={<AdminStockPage />} />
          <Route path="products" element={<AdminProductsPage />} />
          <Route path="products/:id" element={<AdminProductPage />} />
          <Route path="chaos" element={<AdminChaosPage />} />
          <Route path="*" element={<NothingHere />} />
        </Routes>
      </div>
    </div>
  )
}
