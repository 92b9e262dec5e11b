import { isTerminal } from './terminal';
import type { Descriptor } from './terminal';

/** Numbers that switch a style on and off again (ECMA-48, SGR). */
const styles = { bold: [1, 22], cyan: [36, 39], dim: [2, 22], green: [32, 39], red: [31, 39] };

type Style = keyof typeof styles;

export type Colours = Readonly<Record<Style, (text: string) => string>>;

/**
 * Colours only for a terminal. (Node's own `styleText` asks whether standard output is one, also where
 * the text goes to standard error.) NO_COLOR (https://no-color.org) switches them off, FORCE_COLOR on,
 * in this order.
 */
export function coloursFor(descriptor: Descriptor, env: NodeJS.ProcessEnv): Colours {
  const shown = wanted(descriptor, env);
  const paint = (style: Style) => (text: string) => {
    const [on, off] = styles[style];
    return shown ? `\u001B[${on}m${text}\u001B[${off}m` : text;
  };
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
