/** Numbers that switch a style on and off again (ECMA-48, SGR). */
const styles = {
  bold: [1, 22],
  dim: [2, 22],
  green: [32, 39],
  red: [31, 39],
  yellow: [33, 39],
} as const;

export type Colours = Readonly<Record<keyof typeof styles, (text: string) => string>>;

interface Stream {
  readonly isTTY?: boolean;
}

/**
 * Colours only for a terminal. NO_COLOR (https://no-color.org) switches them off, FORCE_COLOR on, in
 * this order.
 */
export function coloursFor(stream: Stream, env: NodeJS.ProcessEnv = process.env): Colours {
  const shown = wanted(stream, env);
  const paint = (style: keyof typeof styles) => (text: string) => {
    const [on, off] = styles[style];
    return shown ? `\u001B[${on}m${text}\u001B[${off}m` : text;
  };
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    green: paint('green'),
    red: paint('red'),
    yellow: paint('yellow'),
  };
}

function wanted(
  { isTTY = false }: Stream,
  { NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv,
): boolean {
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0';
  return isTTY && TERM !== 'dumb';
}
