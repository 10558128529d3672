import { defaultOf } from './commander.ts'
import { optionNames, optionTable } from './table.ts'

/** JSON Schema of configuration files, made of the table of options. */
export function configSchema(): Readonly<Record<string, unknown>> {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of tsgi',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      ...Object.fromEntries(
        optionNames.map((name) => {
          const { kind, help } = optionTable[name]
          const byDefault = defaultOf(name, 'serve')
          return [name, { description: `${help}${byDefault && `. Default: ${byDefault}`}`, ...kind.schema }]
        }),
      ),
    },
  }
}
