/** Which page stands at which address. */
import { lazy, Suspense } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'
import { ProfilePage } from './account/ProfilePage.tsx'
import { SignInPage } from './account/SignInPage.tsx'
import { HomePage } from './browse/HomePage.tsx'
import { ProductPage } from './browse/ProductPage.tsx'
import { SearchPage } from './browse/SearchPage.tsx'
import { ShelfPage } from './browse/ShelfPage.tsx'
import { CartPage } from './cart/CartPage.tsx'
import { CheckoutPage } from './checkout/CheckoutPage.tsx'
import { ThanksPage } from './checkout/ThanksPage.tsx'
import { Frame } from './frame/Frame.tsx'
import { NothingHere } from './frame/NothingHere.tsx'
import { OrderPage } from './orders/OrderPage.tsx'
import { OrdersPage } from './orders/OrdersPage.tsx'
import type { Shop } from './shop.ts'
import { ShopContext } from './shop-context.ts'
import { Skeleton } from './ui/Skeleton.tsx'

// Few people are admins: their pages come when they are asked for.
const AdminRoutes = lazy(() => import('./admin/AdminRoutes.tsx'))

export function App({ shop }: { readonly shop: Shop }) {
  return (
    <ShopContext value={shop}>
      <BrowserRouter>
        <Routes>
          <Route element={<Frame />}>
            <Route index element={<HomePage />} />
            <Route path="products" element={<ShelfPage />} />
            <Route path="categories/:category" element={<ShelfPage />} />
            <Route path="products/:id" element={<ProductPage />} />
            <Route path="search" element={<SearchPage />} />
            <Route path="cart" element={<CartPage />} />
            <Route path="checkout" element={<CheckoutPage />} />
            <Route path="orders" element={<OrdersPage />} />
            <Route path="orders/:id" element={<OrderPage />} />
            <Route path="orders/:id/thanks" element={<ThanksPage />} />
            <Route path="sign-in" element={<SignInPage />} />
            <Route path="profile" element={<ProfilePage />} />
            <Route
              path="admin/*"
              element={
                <Suspense fallback={<Skeleton rows={6} />}>
                  <AdminRoutes />
                </Suspense>
              }
            />
            <Route path="*" element={<NothingHere />} />
          </Route>
        </Routes>
      </BrowserRouter>
    </ShopContext>
  )
}
