import { Link } from 'react-router'
import { paths } from '../paths.ts'
import { Empty } from '../ui/Empty.tsx'

export function NothingHere() {
  return (
    <div className="page">
      <title>Nothing here · CloudCart</title>
      <Empty title="There is no page at this address" art={['toys', 'Kite Manta']}>
        <p>It may have moved.</p>
        <Link className="button" to={paths.home}>
          Go to the shop
        </Link>
      </Empty>
    </div>
  )
}
