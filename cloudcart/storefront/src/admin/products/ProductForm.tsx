import { type FormEvent, useId, useState } from 'react'
import type { Category } from '../../../../contracts/catalogue.ts'
import type { Draft } from '../../api/products.ts'
import { ProductArt } from '../../art/ProductArt.tsx'
import { CATEGORY_NAMES } from '../../browse/categories.ts'
import type { Doing } from '../../ui/doing.ts'
import { Field } from '../../ui/Field.tsx'
import { centsOf } from '../../ui/money.ts'
import { Trouble } from '../../ui/Trouble.tsx'
import { RoomHead } from '../RoomHead.tsx'

export interface ProductFormProps {
  readonly title: string
  readonly draft: Draft
  readonly doing: Doing
  readonly save: (draft: Draft) => Promise<void>
}

export function ProductForm({ title, draft, doing, save }: ProductFormProps) {
  const [name, setName] = useState(draft.name)
  const [category, setCategory] = useState(draft.category)
  const [description, setDescription] = useState(draft.description)
  const [price, setPrice] = useState(draft.priceCents === 0 ? '' : (draft.priceCents / 100).toFixed(2))
  const ids = { category: useId(), description: useId() }
  const priceCents = centsOf(price)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (priceCents !== undefined) void save({ name, category, description, priceCents })
  }
  return (
    <>
      <RoomHead title={title} />
      <form className="product-form" onSubmit={submit}>
        <div className="product-form-fields">
          <Field
            label="Name"
            value={name}
            required
            maxLength={120}
            onChange={event => setName(event.target.value)}
          />
          <div className="field">
            <label htmlFor={ids.category}>Category</label>
            <select
              id={ids.category}
              value={category}
              onChange={event => setCategory(event.target.value as Category)}
            >
              {Object.entries(CATEGORY_NAMES).map(([each, { name: words }]) => (
                <option key={each} value={each}>
                  {words}
                </option>
              ))}
            </select>
          </div>
          <Field
            label="Price in US dollars"
            value={price}
            required
            inputMode="decimal"
            maxLength={12}
            aria-invalid={price !== '' && priceCents === undefined}
            hint={
              price !== '' && priceCents === undefined ? 'A price looks like 54.90.' : 'For instance 54.90.'
            }
            onChange={event => setPrice(event.target.value)}
          />
          <div className="field">
            <label htmlFor={ids.description}>Description</label>
            <textarea
              id={ids.description}
              rows={4}
              maxLength={2_000}
              value={description}
              onChange={event => setDescription(event.target.value)}
            />
          </div>
          {doing.problem !== undefined && <Trouble problem={doing.problem} />}
          <button
            type="submit"
            className="button primary"
            aria-disabled={doing.busy}
            disabled={priceCents === undefined}
          >
            Save product
          </button>
        </div>
        <figure className="product-form-art">
          <ProductArt category={category} name={name} />
          <figcaption className="hint">The picture follows from name and category.</figcaption>
        </figure>
      </form>
    </>
  )
}
