import type { Category } from '../../../contracts/catalogue.ts'

/** How the shop calls its shelves, and which of its things stands for each. */
export const CATEGORY_NAMES: Readonly<Record<Category, { name: string; says: string; shows: string }>> = {
  electronics: {
    name: 'Electronics',
    says: 'Small machines that do one thing well',
    shows: 'Instant Camera Retro',
  },
  audio: { name: 'Audio', says: 'For rooms, ears and gardens', shows: 'Turntable Nordic' },
  computers: {
    name: 'Computers',
    says: 'What a good desk is made of',
    shows: 'Mechanical Keyboard Tactile 75',
  },
  home: { name: 'Home', says: 'Light, linen and quiet helpers', shows: 'Reading Lamp Bend' },
  kitchen: { name: 'Kitchen', says: 'Tools that get better with years', shows: 'Kettle Gooseneck' },
  outdoor: { name: 'Outdoor', says: 'For mud, wind and clear nights', shows: 'Tent Ridge 2' },
  books: { name: 'Books', says: 'To read slowly', shows: 'A Field Guide to Clouds' },
  toys: { name: 'Toys', says: 'For everyone from three on', shows: 'Wooden Train Set 50' },
}

export function categoryName(category: string): string {
  return Object.hasOwn(CATEGORY_NAMES, category) ? CATEGORY_NAMES[category as Category].name : category
}

export function isCategory(category: string | undefined): category is Category {
  return category !== undefined && Object.hasOwn(CATEGORY_NAMES, category)
}
