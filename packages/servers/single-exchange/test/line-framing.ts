import { formatCgiHead } from '@tsgi/cgi-variables'
import { PeerError, headTooLarge } from '@tsgi/single-exchange'
import type { Framing } from '@tsgi/single-exchange'

const NEWLINE = 0x0a

/** The smallest protocol there is: a head is one line, `NAME=value;NAME=value`; `!` in front is malformed. */
export const LINE: Framing = {
  measure(bytes, at, end, maxBytes) {
    const newline = bytes.subarray(at, end).indexOf(NEWLINE)
    if (Math.max(newline, end - at - 1) > maxBytes) throw headTooLarge(end - at, maxBytes)
    return newline + 1
  },
  parse(bytes, at, end, variables) {
    const line = Buffer.from(bytes.subarray(at, end - 1)).toString('latin1')
    if (line.startsWith('!')) throw new PeerError('LINE', 'Not a line of this protocol')
    for (const pair of line.split(';')) variables.add(...(pair.split('=', 2) as [string, string]))
  },
  formatHead: ({ status, headers, contentLength }) => formatCgiHead(status, headers, contentLength),
}

/** A request of that protocol. */
export function request(path: string, content = '', variables = ''): string {
  const length = content === '' ? '' : `;CONTENT_LENGTH=${content.length}`
  return `REQUEST_METHOD=POST;REQUEST_URI=${path};HTTP_HOST=a${length}${variables}\n${content}`
}
