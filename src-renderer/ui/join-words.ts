import type { RouteStep } from '../../src-shared/workflow/directory.ts'
import { t } from './text.ts'

/** How many of a parallel step's persons suffice, in words. */
export const joinWords = ({ join = 'all' }: Pick<RouteStep, 'join'>): string =>
  typeof join === 'number' ? t.join.some(join) : t.join[join]
