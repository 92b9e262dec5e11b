import { Script } from '../../redis/script';

/**
 * The one field of a session's hash that is the carrier's own; no key of a route can have this name.
 * `createdAt lastSeenAt bytes userId`, times in milliseconds, bytes those of all keys and values; or
 * `ended` for what is left, for a moment, of a session that was signed out or got a new id.
 */
export const FACTS = ':';

export interface Facts {
  createdAt: number;
  lastSeenAt: number;
  userId: string | null;
}

/** Null: ended. */
export function parseFacts(packed: string): Facts | null {
  const first = packed.indexOf(' ');
  if (first === -1) return null;
  const second = packed.indexOf(' ', first + 1);
  const third = packed.indexOf(' ', second + 1);
  return {
    createdAt: Number(packed.slice(0, first)),
    lastSeenAt: Number(packed.slice(first + 1, second)),
    userId: packed.slice(third + 1) || null,
  };
}

/**
 * Milliseconds. What the browser sent before it heard of its new cookie arrives within these. Such a
 * request must not begin a new session: its cookie could replace the one of a sign-in just made.
 */
const ENDED_IS_KNOWN_FOR = 10_000;

/** All times are Redis's own: the clocks of the servers may differ. */
const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** The answers of COMMIT that are no success. */
export const Refusal = { ended: -1, none: -2, notAnInteger: -3, tooLarge: -4 } as const;

/**
 * Merges changes into a session, renews it if that is due, gives it a new id and a user if asked to.
 * Nothing is written before everything is known to be right: Redis doesn't roll back a script.
 *
 * KEYS  the session; the key of its new id, if it gets one
 * ARGV  idle, absolute and renewAfter (ms), the most bytes, '1' to begin a session, the user who signs
 *       in or '', then for each change: set, delete or increment, the key, the value
 * Answers createdAt and the results of the increments (as text: the client reads whole numbers inexactly
 * near 2^53), or one of Refusal.
 */
export const COMMIT = new Script(`${NOW}
local session = KEYS[1]
local idle, absolute, renew_after = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local begins, user = ARGV[5] == '1', ARGV[6]
local FIRST = 7

local fields = { '${FACTS}' }
for i = FIRST, #ARGV, 3 do fields[#fields + 1] = ARGV[i + 1] end
local had = redis.call('HMGET', session, unpack(fields))

local created, seen, bytes, owner = now, now, 0, ''
if not begins then
  -- The guard: a slow request can't bring back what was ended.
  if not had[1] then return { ${Refusal.none} } end
  created, seen, bytes, owner = string.match(had[1], '^(%d+) (%d+) (%d+) (.*)$')
  if not created then return { ${Refusal.ended} } end
  created, seen, bytes = tonumber(created), tonumber(seen), tonumber(bytes)
  if now >= created + absolute or now >= seen + idle then return { ${Refusal.none} } end
end

local size, set, deleted, sums = bytes, {}, {}, {}
for i = FIRST, #ARGV, 3 do
  local op, field, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local old = had[(i - FIRST) / 3 + 2]
  if op == 'increment' then
    -- Lua counts in doubles: exact up to 2^53 - 1, as JavaScript does.
    local before = tonumber(old or '0')
    if old and not string.match(old, '^%-?%d+$') then before = nil end
    local sum = before and before + tonumber(value)
    if not sum or math.abs(before) > 9007199254740991 or math.abs(sum) > 9007199254740991 then
      return { ${Refusal.notAnInteger}, (i - FIRST) / 3 }
    end
    value = string.format('%.0f', sum)
    sums[#sums + 1] = value
  end
  if old then bytes = bytes - #field - #old end
  if op == 'delete' then
    deleted[#deleted + 1] = field
  else
    bytes = bytes + #field + #value
    set[#set + 1] = field
    set[#set + 1] = value
  end
end
if bytes > tonumber(ARGV[4]) and bytes > size then return { ${Refusal.tooLarge} } end

if KEYS[2] then
  redis.call('RENAME', session, KEYS[2])
  redis.call('HSET', session, '${FACTS}', 'ended')
  redis.call('PEXPIRE', session, ${ENDED_IS_KNOWN_FOR})
  session = KEYS[2]
end
if user ~= '' then created, owner = now, user end
local renews = begins or KEYS[2] or now - seen >= renew_after
if renews then seen = now end
if renews or bytes ~= size then
  set[#set + 1] = '${FACTS}'
  set[#set + 1] = string.format('%.0f %.0f %.0f %s', created, seen, bytes, owner)
end
if #set > 0 then redis.call('HSET', session, unpack(set)) end
if #deleted > 0 then redis.call('HDEL', session, unpack(deleted)) end
if renews then redis.call('PEXPIRE', session, math.min(idle, created + absolute - now)) end
return { created, unpack(sums) }
`);

/** KEYS the session; ARGV idle and absolute (ms). */
export const RENEW = new Script(`${NOW}
local facts = redis.call('HGET', KEYS[1], '${FACTS}') or ''
local created, rest = string.match(facts, '^(%d+) %d+ (%d+ .*)$')
if not created then return 0 end
local left = math.min(tonumber(ARGV[1]), created + tonumber(ARGV[2]) - now)
if left <= 0 then return redis.call('DEL', KEYS[1]) end
redis.call('HSET', KEYS[1], '${FACTS}', string.format('%s %.0f %s', created, now, rest))
return redis.call('PEXPIRE', KEYS[1], left)
`);

/** Signs out. KEYS the session. */
export const END = new Script(`
if redis.call('DEL', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], '${FACTS}', 'ended')
return redis.call('PEXPIRE', KEYS[1], ${ENDED_IS_KNOWN_FOR})
`);
