import { styleText } from 'node:util';
import { isTerminal } from './terminal';
import type { Descriptor } from './terminal';

type Style = 'bold' | 'cyan' | 'dim' | 'green' | 'red';

export type Colours = Readonly<Record<Style, (text: string) => string>>;

/**
 * Colours only for a terminal. NO_COLOR (https://no-color.org) switches them off, FORCE_COLOR on,
 * in this order.
 */
export function coloursFor(descriptor: Descriptor, env: NodeJS.ProcessEnv): Colours {
  const shown = wanted(descriptor, env);
  const paint = (style: Style) => (text: string) => (shown ? styleText(style, text) : text);
  return {
    bold: paint('bold'),
    cyan: paint('cyan'),
    dim: paint('dim'),
    green: paint('green'),
    red: paint('red'),
  };
}

function wanted(
  descriptor: Descriptor,
  { NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv,
): boolean {
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0';
  return isTerminal(descriptor) && TERM !== 'dumb';
}
