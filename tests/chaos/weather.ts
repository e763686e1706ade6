import type { Weather } from "./faults.ts";

/** Between clients and Worker: a café. */
export const OUTER_WEATHER: Weather = {
  cut_bytes: 1_500_000,
  slow: 0.1,
  late: 0.3,
  stalled: 0.2,
  slow_rate: 2_000_000,
};

/** Between Worker and engine; half of those connections are sound. One cut here cuts every viewer. */
export const INNER_WEATHER: Weather = {
  cut_bytes: 6_000_000,
  slow: 0,
  late: 0.2,
  stalled: 0.1,
  slow_rate: 0,
};
