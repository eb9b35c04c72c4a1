/** What the shop sells on its first day: the product service lists it, the inventory service has it on its shelves. */
export interface CatalogueProduct {
  /** `p-001` to `p-060`. */
  readonly id: string
  readonly name: string
  readonly category: Category
  readonly priceCents: number
  readonly stock: number
  readonly description: string
}

export const CATEGORIES = [
  'electronics',
  'audio',
  'computers',
  'home',
  'kitchen',
  'outdoor',
  'books',
  'toys',
] as const

export type Category = (typeof CATEGORIES)[number]

type Entry = readonly [name: string, priceCents: number, stock: number, description: string]

const SHELVES: Readonly<Record<Category, readonly Entry[]>> = {
  electronics: [
    ['Pocket Projector Lumen Mini', 18_900, 80, 'Fits in a jacket, fills a wall. Battery for one long film.'],
    ['Smart Plug Duo', 2_490, 300, 'Two sockets that switch apart and measure what they draw.'],
    ['E-Paper Weather Frame', 8_990, 60, 'Shows the next three days and asks for a charge twice a year.'],
    ['Solar Power Bank 20k', 4_990, 180, 'Twenty thousand milliampere hours, and the sun refills it.'],
    ['Instant Camera Retro', 9_900, 90, 'Prints a picture in a minute. Film for ten is in the box.'],
    ['Fitness Band Pulse 3', 5_990, 220, 'Heart rate, sleep and steps, with a week between charges.'],
    ['Doorbell Camera Porch', 12_900, 75, 'Keeps its recordings at home, on a card inside the chime.'],
    ['Universal Travel Adapter', 2_990, 260, 'One block for 150 countries, with three USB ports.'],
  ],
  audio: [
    [
      'Wireless Headphones Quiet One',
      19_900,
      140,
      'Closed, with noise cancelling that leaves the music alone.',
    ],
    ['Earbuds Pebble', 7_900, 240, 'Small enough to sleep in, loud enough to run with.'],
    ['Bookshelf Speakers Oak Pair', 24_900, 45, 'Real oak, two ways, and an amplifier in the left one.'],
    ['Shower Radio Splash', 3_490, 150, 'Sticks to the tiles and holds its station under water.'],
    ['Turntable Nordic', 29_900, 35, 'Belt drive, a straight arm, and a cover that stays clear.'],
    ['Studio Microphone Clear', 11_900, 70, 'USB condenser with a stand and a shield against pops.'],
    ['Party Speaker Boom', 15_900, 95, 'Fills a garden for twelve hours and blinks in time.'],
    ['Audio Cable Set Braided', 1_990, 320, 'Five lengths, gold contacts, made to be stepped on.'],
  ],
  computers: [
    [
      'Mechanical Keyboard Tactile 75',
      12_900,
      110,
      'Hot-swap switches, quiet stabilisers, a knob for loudness.',
    ],
    ['Vertical Mouse Wrist', 4_990, 160, 'Holds the hand as in a handshake, for left or right.'],
    ['USB-C Dock Nine', 14_900, 85, 'Nine ports, two screens, and 100 watts for the laptop.'],
    ['Portable Screen 15', 17_900, 65, 'A second screen as thin as a magazine, by one cable.'],
    ['Laptop Stand Alu', 3_990, 200, 'Lifts the screen to the eyes and folds flat.'],
    ['External SSD 2 TB', 15_900, 120, 'Copies a day of photos while the kettle boils.'],
    ['Webcam True Colour', 8_900, 130, 'Sees well in the evening and has a shutter that clicks.'],
    ['Desk Mat Felt XL', 2_990, 210, 'Wool felt under keyboard and mouse, with cork below.'],
  ],
  home: [
    ['Reading Lamp Bend', 5_490, 140, 'Warm for evenings, white for work, bends where you want it.'],
    ['Weighted Blanket 7 kg', 8_900, 70, 'Glass beads between cotton, for people who sleep lightly.'],
    ['Robot Vacuum Scout', 32_900, 40, 'Learns the rooms, skips the cables, empties itself.'],
    ['Air Purifier Breeze', 18_900, 55, 'A true filter for rooms up to 40 square metres.'],
    ['Wall Clock Birch', 4_290, 100, 'Silent movement behind a face of birch.'],
    ['Linen Bedding Set', 12_900, 80, 'Washed linen that is soft from the first night.'],
    ['Plant Pot Trio', 3_490, 170, 'Three sizes in stoneware, each with its saucer.'],
  ],
  kitchen: [
    ['Espresso Machine Piccolo', 34_900, 38, 'Steam, pump and grinder on the width of a bread box.'],
    ['Chef Knife 20 cm', 7_900, 130, 'Forged steel that takes an edge and keeps it.'],
    ['Cast Iron Pan 28 cm', 5_900, 120, 'Seasoned, heavy, and better each year.'],
    ['Kettle Gooseneck', 6_900, 105, 'Pours where you look, stops at the degree you set.'],
    ['Kitchen Scale Gram', 2_490, 230, 'Measures a tenth of a gram, and three kilos too.'],
    ['Lunch Box Bento', 2_990, 250, 'Three chambers that keep their sauce to themselves.'],
    ['Stand Mixer Dough Pro', 27_900, 42, 'Kneads two kilos without walking off the counter.'],
    ['Spice Set Twelve', 3_990, 160, 'Twelve spices in glass, 100% without fillers.'],
  ],
  outdoor: [
    ['Trekking Backpack 45 l', 13_900, 75, 'Sits on the hips, opens from the front, has a rain cover.'],
    ['Tent Ridge 2', 22_900, 40, 'For two and their boots, up in five minutes.'],
    ['Sleeping Bag Down -5', 18_900, 50, 'Packs as small as a loaf, warm to five below.'],
    ['Trail Running Shoes', 11_900, 115, 'Grip for mud, rock plate for the rest.'],
    ['Insulated Bottle 0.75 l', 3_290, 290, 'Hot for a working day, cold for a weekend.'],
    ['Head Lamp Night', 3_990, 180, 'Four hundred lumens, and red light for the tent.'],
    ['Camp Stove Gas', 5_490, 90, 'Boils a litre in three minutes, even in wind.'],
  ],
  books: [
    ['The Patient Debugger', 3_490, 200, 'Forty bugs, how they were found, and why it took so long.'],
    ['Systems That Sleep at Night', 4_290, 150, 'On alerts that matter and graphs that tell the truth.'],
    ['Bread, Slowly', 2_990, 140, 'One dough, thirty loaves.'],
    ['Atlas of Small Islands', 5_900, 60, 'Fifty places that fit on one page each.'],
    ['A Field Guide to Clouds', 2_490, 170, 'The ones above us, by shape and by what they bring.'],
    ['Garden Under Glass', 3_290, 90, 'What grows in a cold frame, month by month.'],
    ['Chess for Two Evenings', 1_990, 110, 'Enough to play, and to want to play again.'],
  ],
  toys: [
    ['Wooden Train Set 50', 6_900, 95, 'Fifty pieces of beech, with a bridge and a shed.'],
    ['Marble Run Tower', 4_990, 105, 'Grows to the ceiling, takes glass marbles.'],
    ['Puzzle Night Sky 1000', 2_490, 190, 'A thousand pieces; the stars glow when it is done.'],
    ['Kite Manta', 3_490, 120, 'Flies in a light wind, survives a strong one.'],
    ['Robot Kit First Steps', 8_900, 70, 'Screws together in an hour, learns by cards.'],
    ['Plush Otter', 2_290, 260, 'Holds hands with the other otter.'],
    ['Board Game Harbour', 4_490, 85, 'Trade, weather and bluff for two to five.'],
  ],
}

export const CATALOGUE: readonly CatalogueProduct[] = CATEGORIES.flatMap(category =>
  SHELVES[category].map(([name, priceCents, stock, description]) => ({
    category,
    name,
    priceCents,
    stock,
    description,
  })),
).map((product, index) => ({ id: `p-${String(index + 1).padStart(3, '0')}`, ...product }))
