// The meta commands (`protocol.txt` of Memcached's source): `mg key v c`, `ms key 5 T60`, `md key`,
// `ma key N60 v`, `mn`. After the key come flags of one letter, some with a value. Of the flags there are
// those that ask for something, and those for compare-and-swap, ends and counting; none of stale items.

const { count, number } = require('./counting');
const { expiresAt, secondsLeft } = require('./items');

/**
 * The flags by letter, in their order; undefined if there is one that this server does not know.
 * @param {string[]} words
 * @param {string} known
 */
function flagsOf(words, known) {
  const flags = new Map();
  for (const word of words) {
    if (!known.includes(word[0] ?? '')) return undefined;
    flags.set(word[0], word.slice(1));
  }
  return flags;
}

/**
 * What was asked for, as ` c7 t60`.
 * @param {Map<string, string>} flags
 * @param {string} key
 * @param {import('./items').Item | undefined} item
 */
function asked(flags, key, item) {
  let text = '';
  for (const [letter, value] of flags) {
    if (letter === 'O') text += ` O${value}`;
    else if (letter === 'k') text += ` k${key}`;
    else if (item === undefined) continue;
    else if (letter === 'c') text += ` c${item.version}`;
    else if (letter === 'f') text += ` f${item.flags}`;
    else if (letter === 's') text += ` s${item.value.length}`;
    else if (letter === 't') text += ` t${secondsLeft(item)}`;
  }
  return text;
}

/**
 * With `q` nobody waits for the usual answer.
 * @param {Map<string, string>} flags
 * @param {string} code
 * @param {string} quiet the codes that are usual
 * @param {string} rest
 */
function answer(flags, code, quiet, rest) {
  return flags.has('q') && quiet.includes(code) ? '' : `${code}${rest}\r\n`;
}

/**
 * @param {Map<string, string>} flags
 * @param {string} key
 * @param {import('./items').Item} item
 */
function found(flags, key, item) {
  if (!flags.has('v')) return answer(flags, 'HD', '', asked(flags, key, item));
  return Buffer.concat([
    Buffer.from(`VA ${item.value.length}${asked(flags, key, item)}\r\n`, 'latin1'),
    item.value,
    Buffer.from('\r\n'),
  ]);
}

const INVALID_FLAG = 'CLIENT_ERROR invalid flag\r\n';

const metaStoring = {
  /** With the words: key, length, flags. */
  ms: (items, [key, , ...words], data) => {
    const flags = flagsOf(words, 'cCFkOqTM');
    if (flags === undefined) return INVALID_FLAG;
    const before = items.get(key);
    const end = (code, quiet, item) => answer(flags, code, quiet, asked(flags, key, item));
    if (flags.has('C')) {
      if (before === undefined) return end('NF', '');
      if (String(before.version) !== flags.get('C')) return end('EX', '');
    }
    const mode = flags.get('M') || 'S';
    if (!/^[EARPS]$/.test(mode)) return 'CLIENT_ERROR invalid mode for ms M token\r\n';
    if ((mode === 'E' && before) || ('ARP'.includes(mode) && !before)) return end('NS', '');
    if (mode === 'A' || mode === 'P') {
      const parts = mode === 'A' ? [before.value, data] : [data, before.value];
      items.change(key, before, Buffer.concat(parts));
      return end('HD', 'HD', before);
    }
    const exptime = Number(flags.get('T') ?? 0);
    return end('HD', 'HD', items.set(key, data, Number(flags.get('F') ?? 0), exptime));
  },
};

const meta = {
  mn: () => 'MN\r\n',
  mg: (items, [key, ...words]) => {
    const flags = flagsOf(words, 'cfkOqstTv');
    if (flags === undefined) return INVALID_FLAG;
    const item = items.get(key);
    if (item === undefined) return answer(flags, 'EN', 'EN', asked(flags, key, undefined));
    if (flags.has('T')) item.expires = expiresAt(Number(flags.get('T')));
    return found(flags, key, item);
  },
  md: (items, [key, ...words]) => {
    const flags = flagsOf(words, 'CkOq');
    if (flags === undefined) return INVALID_FLAG;
    const item = items.get(key);
    const end = (code, quiet) => answer(flags, code, quiet, asked(flags, key, undefined));
    if (item === undefined) return end('NF', '');
    if (flags.has('C') && String(item.version) !== flags.get('C')) return end('EX', '');
    items.delete(key);
    return end('HD', 'HD');
  },
  ma: (items, [key, ...words]) => {
    const flags = flagsOf(words, 'cDJkMNOqtTv');
    if (flags === undefined) return INVALID_FLAG;
    const by = number(flags.get('D') ?? '1');
    if (by === undefined) return 'CLIENT_ERROR invalid or duplicate flag\r\n';
    let item = items.get(key);
    if (item === undefined) {
      if (!flags.has('N')) return answer(flags, 'NF', '', asked(flags, key, undefined));
      const first = Buffer.from(flags.get('J') ?? '0');
      item = items.set(key, first, 0, Number(flags.get('N')));
    } else {
      const isDown = /^[dD-]/.test(flags.get('M') ?? '');
      if (count(items, key, item, isDown ? -by : by) === undefined) {
        return 'CLIENT_ERROR cannot increment or decrement non-numeric value\r\n';
      }
    }
    if (flags.has('T')) item.expires = expiresAt(Number(flags.get('T')));
    if (!flags.has('v')) return answer(flags, 'HD', 'HD', asked(flags, key, item));
    return found(flags, key, { ...item, value: Buffer.from(item.value.toString().trimEnd()) });
  },
};

module.exports = { meta, metaStoring };
