/** One page of the site, as the navigation, the home page and its own heading name it. */
export interface Section {
  /** Path under the root of the site. */
  readonly path: string
  /** Its name in the navigation. */
  readonly name: string
  /** What it shows, in a sentence or two. */
  readonly summary: string
  /** What goes into the application, as on the wire: `POST /contact`. */
  readonly request: string
  /** What comes out: `303 see other`. */
  readonly response: string
  /** The file to read, relative to the folder of this application. */
  readonly source: string
}

/** All pages but the home page, in the order of the navigation. */
export const sections: Readonly<
  Record<'contact' | 'events' | 'upload' | 'download' | 'notes' | 'stream', Section>
> = {
  contact: {
    path: '/contact',
    name: 'Contact',
    summary: 'A form that is checked on the server, keeps what was typed, and redirects when it is done.',
    request: 'POST /contact',
    response: '303 see other',
    source: 'src/pages/contact.ts',
  },
  events: {
    path: '/events',
    name: 'Events',
    summary: 'Server-sent events: one a second, from a generator that ends when you leave the page.',
    request: 'GET /events/stream',
    response: '200 event stream',
    source: 'src/pages/events.ts',
  },
  upload: {
    path: '/upload',
    name: 'Upload',
    summary:
      'A file of up to 100 MiB, hashed chunk by chunk while it arrives and never held in memory as a whole.',
    request: 'PUT /upload/file',
    response: '200 JSON',
    source: 'src/pages/upload.ts',
  },
  download: {
    path: '/download',
    name: 'Download',
    summary: 'Up to a gibibyte, made in pieces of 64 KiB only as fast as the connection takes them.',
    request: 'GET /download/1-GiB.bin',
    response: '200 binary',
    source: 'src/pages/download.ts',
  },
  notes: {
    path: '/notes',
    name: 'Notes',
    summary:
      'A small JSON API with the statuses and problem details that HTTP has for it, and a page that uses it.',
    request: 'PUT /api/notes/1',
    response: '200 JSON',
    source: 'src/notes/api.ts',
  },
  stream: {
    path: '/stream',
    name: 'Stream',
    summary: 'A page that is written while you read it. No script: the body of the response is a generator.',
    request: 'GET /stream',
    response: '200 HTML, in 14 chunks',
    source: 'src/pages/stream.ts',
  },
}
