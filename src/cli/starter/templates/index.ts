import type { StarterChoice } from '../choice/starter-choice.js'
import { empty } from './empty.js'
import { movielens } from './movielens.js'
import { shop } from './shop.js'
import type { Template } from './template.js'

/** The templates by name. */
export const TEMPLATES: { readonly [name in StarterChoice['template']]: Template } = { shop, movielens, empty }
