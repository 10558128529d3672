export { addVariable } from './add-variable.ts'
export { TLS, VARIABLES } from './extensions.ts'
export type { GatewayTlsInfo, ToldVariables } from './extensions.ts'
export { requestFromReader, requestFromVariables } from './request-from-variables.ts'
export type {
  RequestFromVariables,
  Variables,
  VariablesOptions,
  VariablesRequest,
} from './request-from-variables.ts'
export { formatCgiHead, formatHttpHead } from './response-head.ts'
export { variablesFromRequest } from './variables-from-request.ts'
export { VariablesReader } from './variables-reader.ts'
export { VariablesError } from './variables-error.ts'
