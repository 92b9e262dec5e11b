/** In how many slots a cluster divides all keys. */
export const SLOTS = 16_384;

/**
 * The slot that a key belongs to: CRC16 of what stands between its first braces if anything does, else
 * of all of it (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/, "Key
 * distribution model"). Keys with the same words in braces are on one node.
 */
export function slotOf(key: string): number {
  const open = key.indexOf('{');
  if (open !== -1) {
    const close = key.indexOf('}', open + 1);
    if (close > open + 1) return crc16(key.slice(open + 1, close)) % SLOTS;
  }
  return crc16(key) % SLOTS;
}

/** The key of a command. Of a script: its first key, which comes after their number. */
export function keyOf(args: readonly string[]): string {
  const isScript = args[0] === 'EVALSHA' || args[0] === 'EVAL';
  return args[isScript ? 3 : 1]!;
}

/** CRC16/XMODEM: polynomial 1021, no reflection, starting at 0. */
function crc16(text: string): number {
  let crc = 0;
  for (const byte of Buffer.from(text)) {
    crc = ((crc << 8) & 0xffff) ^ TABLE[(crc >> 8) ^ byte]!;
  }
  return crc;
}

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0);
  return crc;
});
