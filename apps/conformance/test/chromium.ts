/** Where Debian puts it. */
export const CHROMIUM = '/usr/bin/chromium'

/** To start it in a container, and to keep it from talking to anybody but us. */
export const FLAGS: string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
