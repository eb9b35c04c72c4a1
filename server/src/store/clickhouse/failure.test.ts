import { expect, it } from 'vitest'
import { engineError } from './failure.ts'

it.each([
  ['Code: 243. DB::Exception: Cannot reserve 1.00 MiB, not enough space. (NOT_ENOUGH_SPACE)', true],
  [
    'Code: 76. DB::ErrnoException: Cannot open file data.bin: , errno: 28, strerror: No space left on device. (CANNOT_OPEN_FILE)',
    true,
  ],
  [
    'Code: 1001. DB::Exception: std::__1::filesystem::filesystem_error: filesystem error: in create_directories: No space left on device ["x"]. (STD_EXCEPTION)',
    true,
  ],
  ['Code: 1001. DB::Exception: std::out_of_range: vector. (STD_EXCEPTION)', false],
  ['Code: 53. DB::Exception: Type mismatch. (TYPE_MISMATCH)', false],
  ['something without a number', false],
])('knows whether %s may pass', (message, transient) => {
  expect(engineError(new Error(message)).transient).toBe(transient)
})
