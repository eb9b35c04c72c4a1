import { Link, useNavigate, useParams } from 'react-router'
import { addProduct, changeProduct, type Draft, findProduct } from '../../api/products.ts'
import { paths } from '../../paths.ts'
import { useDoing } from '../../ui/doing.ts'
import { useLoaded } from '../../ui/loading.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Trouble } from '../../ui/Trouble.tsx'
import { ProductForm } from './ProductForm.tsx'

const NEW: Draft = { name: '', category: 'home', description: '', priceCents: 0 }

export function AdminProductPage() {
  const { id = 'new' } = useParams()
  return (
    <>
      <nav className="crumbs" aria-label="Where you are">
        <Link to={paths.adminProducts}>Products</Link>
        <span aria-current="page">{id}</span>
      </nav>
      {id === 'new' ? <NewProduct /> : <KnownProduct key={id} id={id} />}
    </>
  )
}

function NewProduct() {
  const navigate = useNavigate()
  const doing = useDoing()
  return (
    <ProductForm
      title="Add a product"
      draft={NEW}
      doing={doing}
      save={async draft => {
        const product = await doing.run('add product', call => addProduct(call, draft))
        if (product !== undefined) await navigate(paths.adminProducts, { state: { saved: product } })
      }}
    />
  )
}

function KnownProduct({ id }: { readonly id: string }) {
  const navigate = useNavigate()
  const doing = useDoing()
  const { value, problem, again } = useLoaded('edit product', id, call => findProduct(call, id))
  if (problem !== undefined) return <Trouble problem={problem} again={again} />
  if (value === undefined) return <Skeleton rows={5} />
  return (
    <ProductForm
      title={value.name}
      draft={value}
      doing={doing}
      save={async draft => {
        const product = await doing.run('change product', call => changeProduct(call, id, draft))
        if (product !== undefined) await navigate(paths.adminProducts, { state: { saved: product } })
      }}
    />
  )
}
