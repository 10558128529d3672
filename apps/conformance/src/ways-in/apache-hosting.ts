import { startHosted } from '../hosted.ts'
import { scriptOf } from '../programs.ts'
import type { ProgramName } from '../programs.ts'
import type { WayIn } from '../way-in.ts'
import { apacheAround } from './configured.ts'

/** How Apache starts an application. */
export interface ApacheHosting {
  /** Modules that this takes. */
  readonly modules: readonly string[]
  /** What is started. */
  readonly program: ProgramName
  /** Name of the script that starts it, in the folder of Apache. */
  readonly script: string
  /** Directives for that folder. */
  readonly directives: (folder: string) => string
}

/** Starts Apache httpd with a module that starts the application. */
export function startInApache({ modules, program, script, directives }: ApacheHosting): WayIn['start'] {
  return (_application, name) =>
    startHosted(
      (port, application) => ({
        program: 'apache2',
        arguments: (folder) => ['-d', folder, '-f', 'program.conf', '-DFOREGROUND'],
        configuration: (folder) =>
          apacheAround(folder, [...modules, 'headers'], around(port, directives(folder))),
        scripts: { [script]: scriptOf(program, application) },
        port,
      }),
      name,
    )
}

/** What is wanted of Apache whatever it starts: targets as they came, and no `Proxy` that could act (httpoxy). */
function around(port: number, directives: string): string {
  return `
Listen 127.0.0.1:${port}
AllowEncodedSlashes NoDecode
MergeSlashes Off
MaxRanges none
RequestHeader unset Proxy early
${directives}
`
}
