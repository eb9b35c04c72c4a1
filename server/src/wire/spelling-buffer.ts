/**
 * Spells in bytes what a protobuf exposition says in fields, so that the series cache can find it again. 0xff, which is in no
 * UTF-8 text, keeps these spellings apart from lines of text and their parts from each other.
 */
import { grown } from '@vedette/model'

export class SpellingBuffer {
  bytes: Uint8Array = new Uint8Array(256)
  view: DataView = new DataView(this.bytes.buffer)
  length = 0
  readonly #bound = new Float64Array(1)
  readonly #boundBytes = new Uint8Array(this.#bound.buffer)
  /** The family whose name stands at the beginning already. */
  #name = ''
  #nameLength = 0

  /** A part of a metric of this family; its labels are appended. */
  start(family: string, part: string, bound: number): void {
    if (family !== this.#name) this.#writeName(family)
    this.length = this.#nameLength
    // The parts differ in their first two letters.
    this.#byte(0xff)
    this.#byte(part.charCodeAt(0) || 0)
    this.#byte(part.charCodeAt(1) || 0)
    this.#bound[0] = bound
    this.append(this.#boundBytes, 0, 8)
  }

  startStatement(kind: string, family: string, text: string): void {
    if (family !== this.#name) this.#writeName(family)
    this.length = this.#nameLength
    this.#byte(0xff)
    this.#byte(0xff)
    this.#text(kind)
    this.#byte(0xff)
    this.#text(text)
  }

  append(from: Uint8Array, start: number, stop: number): void {
    const size = stop - start
    this.#room(size + 1)
    const { bytes, length } = this
    for (let i = 0; i < size; i++) bytes[length + i] = from[start + i]!
    bytes[length + size] = 0xff
    this.length = length + size + 1
  }

  #writeName(family: string): void {
    this.length = 0
    this.#byte(0xff)
    this.#text(family)
    this.#name = family
    this.#nameLength = this.length
  }

  #text(text: string): void {
    this.#room(text.length * 3)
    this.length += encoder.encodeInto(text, this.bytes.subarray(this.length)).written
  }

  #byte(byte: number): void {
    this.#room(1)
    this.bytes[this.length++] = byte
  }

  #room(count: number): void {
    if (this.length + count <= this.bytes.length) return
    this.bytes = grown(this.bytes, this.length + count)
    this.view = new DataView(this.bytes.buffer)
  }
}

const encoder = new TextEncoder()
