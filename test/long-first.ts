/** In which order test files run: those first that take minutes, so that the last to finish is not one that began last. Vitest goes by size. */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const LONG = ['test/e2e/cloudcart/game-days.test.ts', 'web/stories/hard-times.test.ts']

export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some(each => moduleId.endsWith(each))
    return [...sorted.filter(isLong), ...sorted.filter(each => !isLong(each))]
  }
}
