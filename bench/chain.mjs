/**
 * Counts round trips: how many requests there are, at most, of which each began after the one before was answered.
 * @param {{ start: number, end: number }[]} requests
 */
export function roundTrips(requests) {
  let trips = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const { start, end } of requests.toSorted((one, other) => one.end - other.end)) {
    if (start < last) continue;
    trips += 1;
    last = end;
  }
  return trips;
}
