/*
 * Files by descriptor, with promises: `FileHandle` costs twice as much for a read, and closes behind one's back.
 */
import { close, fstat, open, read } from 'node:fs'
import type { BigIntStats } from 'node:fs'

/** Opens for reading. */
export function openDescriptor(path: string, flags: number): Promise<number> {
  return new Promise((resolve, reject) => {
    open(path, flags, (error, descriptor) => (error === null ? resolve(descriptor) : reject(error)))
  })
}

/** Asks what is open, with times to the nanosecond. */
export function statDescriptor(descriptor: number): Promise<BigIntStats> {
  return new Promise((resolve, reject) => {
    fstat(descriptor, { bigint: true }, (error, stats) => (error === null ? resolve(stats) : reject(error)))
  })
}

/**
 * Reads from a position into the whole of `target`.
 * @returns how many bytes there were: less than asked for, or 0, where the file ends
 */
export function readDescriptor(descriptor: number, target: Uint8Array, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(descriptor, target, 0, target.length, position, (error, count) =>
      error === null ? resolve(count) : reject(error),
    )
  })
}

/** Closes without waiting: nothing was written that could be lost. */
export function closeDescriptor(descriptor: number): void {
  close(descriptor, () => {})
}
