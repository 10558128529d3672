import { variableName } from './variable-name.ts'
import { join, repeated } from './variables-reader.ts'

/**
 * Adds a variable to those of a request, as a gateway reads them one after the other.
 *
 * Some front servers send one `HTTP_` variable for each line of a repeated field: they are joined, as fields are (SPEC
 * HEAD-2). A variable that a request is made of has one value: a second one is refused. Of others the first one counts.
 * @param name as it was sent
 * @param value one character for each octet (latin-1)
 * @throws VariablesError
 */
export function addVariable(variables: Map<string, string>, name: string, value: string): void {
  const earlier = variables.get(name)
  if (earlier === undefined) return void variables.set(name, value)
  const { fact, field } = variableName(name)
  if (fact >= 0) throw repeated(name)
  if (field !== '') variables.set(name, join(name, field, earlier, value))
}
