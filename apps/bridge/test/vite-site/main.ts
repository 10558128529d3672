import { greeting } from './greeting.js'

export const shown: string = greeting('Vite')
