/** The command line: which benchmarks, which products, how large. */
import { parseArgs } from 'node:util'
import { PRODUCT_NAMES, type ProductName } from './rivals/product.ts'

export interface Options {
  readonly benchmarks: readonly string[]
  readonly products: readonly ProductName[]
  readonly quick: boolean
  /** Overrides each benchmark's own number of rounds. */
  readonly rounds: number | undefined
  readonly seed: number
  /** Where loads and data directories are made, for the time of the run. */
  readonly workDir: string | undefined
  /** A results file to go on with: what is measured now takes the place of what it has. */
  readonly into: string | undefined
  /** Puts the table into bench/README.md as well. */
  readonly readme: boolean
  readonly note: string | undefined
}

export const USAGE = `Usage: npm run bench -- [benchmark...] [options]

  --only A,B       products: ${PRODUCT_NAMES.join(', ')} (default: those that are installed)
  --quick          small loads, one round: to see that all works, not to compare
  --rounds N       rounds of each benchmark (default: what each needs against the noise)
  --seed N         of the data (default 1)
  --dir DIR        where to work (default: the system's temporary directory)
  --into FILE      go on with a results file
  --note TEXT      kept with the results, such as "the machine was busy"
  --readme         put the table into bench/README.md
  --help

"report" as the benchmark measures nothing and writes the table of --into anew.`

export function readOptions(args: readonly string[], known: readonly string[]): Options | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seed: { type: 'string', default: '1' },
      dir: { type: 'string' },
      into: { type: 'string' },
      note: { type: 'string' },
      readme: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  const onlyReport = positionals.includes('report')
  if (onlyReport && (positionals.length > 1 || values.into === undefined)) {
    throw new Error('report stands alone and takes a results file: report --into FILE')
  }
  for (const name of onlyReport ? [] : positionals) {
    if (!known.includes(name)) throw new Error(`there is no benchmark ${name}; there are ${known.join(', ')}`)
  }
  const products = values.only?.split(',').map(name => {
    const product = PRODUCT_NAMES.find(candidate => candidate === name)
    if (product === undefined) {
      throw new Error(`there is no product ${name}; there are ${PRODUCT_NAMES.join(', ')}`)
    }
    return product
  })
  return {
    benchmarks: positionals.length === 0 ? known : known.filter(name => positionals.includes(name)),
    products: products ?? PRODUCT_NAMES,
    quick: values.quick,
    rounds: values.rounds === undefined ? undefined : wholeNumber('--rounds', values.rounds),
    seed: wholeNumber('--seed', values.seed),
    workDir: values.dir,
    into: values.into,
    readme: values.readme,
    note: values.note,
  }
}

function wholeNumber(flag: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) {
    throw new Error(`${flag} takes a whole number from 1, not ${text}`)
  }
  return number
}
