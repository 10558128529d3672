/** Something cannot be had on this machine: the contender is left out, and the reason is printed. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
}
