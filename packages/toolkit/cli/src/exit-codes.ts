/**
 * What the process tells whoever started it. Numbers from 64 on are those of BSD's `sysexits.h`, where one fits; 22 is
 * what curl says.
 */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  refused: 22,
  notAnApplication: 65,
  noSuchFile: 66,
  cannotListen: 69,
  internal: 70,
  configuration: 78,
} as const

/** What each code means, for `--help` and the README. */
export const exitCodeMeanings: ReadonlyArray<readonly [code: string, meaning: string]> = [
  [`${exitCodes.ok}`, 'stopped as asked, or printed what was asked for'],
  [`${exitCodes.failed}`, 'the application failed to load, start or stop, or overran --grace'],
  [`${exitCodes.usage}`, 'the command line or an environment variable is wrong'],
  [`${exitCodes.refused}`, 'tsgi request: the answer has a status of 400 or above'],
  [`${exitCodes.notAnApplication}`, 'the module exports no application'],
  [`${exitCodes.noSuchFile}`, 'the application file does not exist or cannot be read'],
  [`${exitCodes.cannotListen}`, 'cannot listen: port or socket in use, or not permitted'],
  [`${exitCodes.internal}`, 'a bug in tsgi'],
  [`${exitCodes.configuration}`, 'the configuration file is wrong, or a package it takes is not installed'],
  ['128+n', 'ended at once by signal n: while loading, or by a second one'],
]
