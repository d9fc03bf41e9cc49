// What time it is at the server, from questions that are sent and come back.
//
// As in NTP (RFC 5905, section 8): a question leaves at t0, is answered at the server's time t1 and
// is back at t3. If both ways take as long, the server is ahead by t1 - (t0 + t3) / 2, and wrong by
// half the round trip at most. Of several questions the one with the shortest round trip is
// believed, for it had the least time to be held up on one way only.

/** What one question tells: {offset_ms, round_trip_ms}. */
export function measure(asked_ms, server_ms, back_ms) {
  return { offset_ms: server_ms - (asked_ms + back_ms) / 2, round_trip_ms: back_ms - asked_ms };
}

/** The measurement with the shortest round trip; null of none. */
export function best(measured) {
  return measured.reduce((least, one) => (!least || one.round_trip_ms < least.round_trip_ms ? one : least), null);
}

/** A local clock that nobody sets: milliseconds since 1970, as the page began, and then steady. */
export const localNow = () => performance.timeOrigin + performance.now();

/**
 * A clock that goes with the server's.
 * @param ask returns a promise of the server's time in milliseconds
 * @param now the local clock
 */
export function createTimeSource(ask, now = localNow) {
  let offset_ms = null;
  return {
    /** Whether it is set. */
    isSet: () => offset_ms !== null,
    /** The server's time, in milliseconds. */
    now: () => now() + (offset_ms ?? 0),
    /** When a time of the server's is, by the local clock. */
    toLocal: (server_ms) => server_ms - (offset_ms ?? 0),
    /** Ask several times and set the clock; a question that fails does not count. */
    async set(questions = 5) {
      const measured = [];
      for (let i = 0; i < questions; i++) {
        const asked_ms = now();
        try {
          measured.push(measure(asked_ms, await ask(), now()));
        } catch {
          // The line is down; what was known before still holds.
        }
      }
      offset_ms = best(measured)?.offset_ms ?? offset_ms;
      return offset_ms !== null;
    },
  };
}
