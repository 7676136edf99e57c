// Tide Tables 1.0.0: heights, high and low waters from harmonic constituents.
// One module without imports: nothing is read, fetched or written.
//
//   h(t) = Z0 + sum of f * H * cos(V + u - g)
//
// V is a constituent's argument from the longitudes of moon and sun, f and u its correction for the
// moon's node, H and g a station's amplitude (metres) and phase lag (degrees behind Greenwich).

const ID = 'com.harbourworks.tide-tables';
const VERSION = '1.0.0';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const J2000 = Date.UTC(2000, 0, 1, 12);
const EARLIEST = Date.UTC(1900, 0, 1); // the longitudes below are good for a century around 2000
const LATEST = Date.UTC(2100, 0, 1);
const MAX_DAYS = 400; // in one table of high and low waters
const MAX_HEIGHTS = 20_000; // in one series
const STEP = 10 * MINUTE; // between two looks for a turn; the shortest tide takes six hours

// assets/stations.json, bundled.
const STATIONS = [
  {
    id: 'harbour-mole',
    name: 'Harbour Mole',
    meanLevel: 3.15,
    constituents: {
      M2: [1.842, 341.2],
      S2: [0.634, 24.8],
      N2: [0.351, 318.5],
      K2: [0.178, 22.1],
      K1: [0.094, 141.7],
      O1: [0.081, 352.4],
      P1: [0.031, 138.9],
      M4: [0.112, 205.3],
      MS4: [0.071, 259.6],
    },
  },
  {
    id: 'tidepool-bay',
    name: 'Tidepool Bay',
    meanLevel: 1.02,
    constituents: {
      M2: [0.548, 208.3],
      S2: [0.131, 216.4],
      N2: [0.119, 183.9],
      K2: [0.036, 207.2],
      K1: [0.372, 227.6],
      O1: [0.231, 209.8],
      P1: [0.115, 224.1],
      Q1: [0.041, 201.5],
    },
  },
  {
    id: 'breakwater-gulf',
    name: 'Breakwater Gulf',
    meanLevel: 0.64,
    constituents: {
      M2: [0.042, 88.4],
      S2: [0.019, 113.0],
      K1: [0.288, 312.7],
      O1: [0.274, 281.5],
      P1: [0.093, 309.2],
      Q1: [0.056, 262.8],
    },
  },
];

// How the moon's node at longitude n changes amplitude and phase (degrees); Doodson's series, cut.
const PLAIN = () => [1, 0];
const LUNAR = (n) => [1 - 0.037 * cos(n), -2.1 * sin(n)];
const NODE = {
  M2: LUNAR,
  S2: PLAIN,
  N2: LUNAR,
  K2: (n) => [1.024 + 0.286 * cos(n), -17.7 * sin(n)],
  K1: (n) => [1.006 + 0.115 * cos(n), -8.9 * sin(n)],
  O1: (n) => [1.009 + 0.187 * cos(n), 10.8 * sin(n)],
  P1: PLAIN,
  Q1: (n) => [1.009 + 0.187 * cos(n), 10.8 * sin(n)],
  M4: (n) => [LUNAR(n)[0] ** 2, 2 * LUNAR(n)[1]],
  MS4: LUNAR,
};

// The argument as multiples of [lunar time, moon, sun, lunar perigee] and a constant, in degrees.
const ARGUMENT = {
  M2: [2, 0, 0, 0, 0],
  S2: [2, 2, -2, 0, 0],
  N2: [2, -1, 0, 1, 0],
  K2: [2, 2, 0, 0, 0],
  K1: [1, 1, 0, 0, 90],
  O1: [1, -1, 0, 0, -90],
  P1: [1, 1, -2, 0, -90],
  Q1: [1, -2, 0, 1, -90],
  M4: [4, 0, 0, 0, 0],
  MS4: [4, 2, -2, 0, 0],
};

function cos(degrees) {
  return Math.cos((degrees * Math.PI) / 180);
}

function sin(degrees) {
  return Math.sin((degrees * Math.PI) / 180);
}

// Mean longitudes in degrees (Meeus, Astronomical Algorithms, chapter 47).
function sky(time) {
  const t = (time - J2000) / (36_525 * DAY);
  const moon = 218.3164477 + 481_267.88123421 * t - 0.0015786 * t * t;
  const sun = 280.46646 + 36_000.76983 * t + 0.0003032 * t * t;
  const perigee = 83.3532465 + 4_069.0137287 * t - 0.01032 * t * t;
  const node = 125.04452 - 1_934.136261 * t + 0.0020708 * t * t;
  const sinceMidnight = (((time % DAY) + DAY) % DAY) / DAY;
  return { longitudes: [360 * sinceMidnight + sun - moon, moon, sun, perigee], node };
}

function heightAt(station, time) {
  const { longitudes, node } = sky(time);
  let height = station.meanLevel;
  for (const [name, [amplitude, lag]] of Object.entries(station.constituents)) {
    const [factor, shift] = NODE[name](node);
    const multiples = ARGUMENT[name];
    let phase = multiples[4] + shift - lag;
    for (let i = 0; i < 4; i += 1) phase += multiples[i] * longitudes[i];
    height += factor * amplitude * cos(phase);
  }
  return height;
}

// Whether the water rises: the sign of the slope over one second.
function rises(station, time) {
  return heightAt(station, time + 500) > heightAt(station, time - 500);
}

function turnBetween(station, from, to, rising) {
  let [before, after] = [from, to];
  while (after - before > 1_000) {
    const middle = (before + after) / 2;
    if (rises(station, middle) === rising) before = middle;
    else after = middle;
  }
  return Math.round((before + after) / 2 / MINUTE) * MINUTE;
}

// Rounded as a tide table is: times to the minute, heights to the centimetre.
function entry(station, time) {
  return { time: new Date(time).toISOString(), height: Math.round(heightAt(station, time) * 100) / 100 };
}

function isAmount(value) {
  return typeof value === 'number' && Number.isFinite(value);
}

function stationOf(given) {
  if (typeof given === 'string') {
    const known = STATIONS.find((station) => station.id === given);
    if (!known) {
      const names = STATIONS.map((station) => station.id).join(', ');
      throw new RangeError(`there is no station "${given.slice(0, 64)}"; there are ${names}`);
    }
    return known;
  }
  const constituents = Object.entries(given?.constituents ?? {});
  if (!constituents.length || !isAmount(given.meanLevel)) {
    throw new TypeError('a station has a meanLevel and at least one of the constituents');
  }
  for (const [name, value] of constituents) {
    if (!Object.hasOwn(ARGUMENT, name)) {
      throw new RangeError(`"${name.slice(0, 16)}" is none of ${Object.keys(ARGUMENT).join(', ')}`);
    }
    const [amplitude, lag] = Array.isArray(value) ? value : [];
    if (!isAmount(amplitude) || !isAmount(lag) || amplitude < 0) {
      throw new TypeError(`${name} is not [amplitude in metres, phase lag in degrees]`);
    }
  }
  return given;
}

// Milliseconds of a Date, a number of them, or an ISO 8601 text with a zone.
function moment(given) {
  if (typeof given === 'string' && !/(Z|[+-]\d\d:?\d\d)$/.test(given)) {
    throw new TypeError(`"${given.slice(0, 40)}" has no zone; write it like 2026-07-08T06:00:00Z`);
  }
  const time = given instanceof Date ? given.getTime() : isAmount(given) ? given : Date.parse(given);
  if (Number.isNaN(time)) throw new TypeError('the time cannot be read');
  if (time < EARLIEST || time >= LATEST) throw new RangeError('only 1900 to 2099 can be predicted');
  return time;
}

function interval(from, to) {
  const [begin, end] = [moment(from), moment(to)];
  if (end < begin) throw new RangeError('the end is before the beginning');
  return [begin, end];
}

/** The stations that come with the plugin: `{id, name}` each. */
export function stations() {
  return STATIONS.map(({ id, name }) => ({ id, name }));
}

/** The height of the water in metres above chart datum: `{time, height}`. */
export function height(station, time) {
  return entry(stationOf(station), moment(time));
}

/** Heights at equal steps, both ends included where the steps meet them. */
export function heights(station, from, to, minutes = 30) {
  const [begin, end] = interval(from, to);
  if (!isAmount(minutes) || minutes < 1) throw new RangeError('a step has at least one minute');
  if ((end - begin) / (minutes * MINUTE) >= MAX_HEIGHTS) {
    throw new RangeError(`more than ${MAX_HEIGHTS} heights are asked for`);
  }
  const known = stationOf(station);
  const found = [];
  for (let time = begin; time <= end; time += minutes * MINUTE) found.push(entry(known, time));
  return found;
}

/** High and low waters in an interval: `{kind: 'high' | 'low', time, height}` each, in order. */
export function turns(station, from, to) {
  const [begin, end] = interval(from, to);
  if (end - begin > MAX_DAYS * DAY) throw new RangeError(`at most ${MAX_DAYS} days at a time`);
  const known = stationOf(station);
  const found = [];
  let rising = rises(known, begin);
  for (let time = begin; time < end; time += STEP) {
    const next = Math.min(time + STEP, end);
    const still = rises(known, next);
    if (still !== rising) {
      const at = turnBetween(known, time, next, rising);
      found.push({ kind: rising ? 'high' : 'low', ...entry(known, at) });
      rising = still;
    }
  }
  return found;
}

/** When a depth is there: the times in an interval at which at least `metres` stand above datum. */
export function windows(station, from, to, metres) {
  const [begin, end] = interval(from, to);
  if (end - begin > MAX_DAYS * DAY) throw new RangeError(`at most ${MAX_DAYS} days at a time`);
  if (!isAmount(metres)) throw new TypeError('the height is a number of metres');
  const known = stationOf(station);
  const deep = (time) => heightAt(known, time) >= metres;
  const found = [];
  let opened = deep(begin) ? begin : null;
  for (let time = begin; time < end; time += STEP) {
    const next = Math.min(time + STEP, end);
    if (deep(next) === (opened !== null)) continue;
    const at = edgeBetween(time, next, deep);
    if (opened === null) opened = at;
    else {
      found.push(span(opened, at));
      opened = null;
    }
  }
  if (opened !== null) found.push(span(opened, end));
  return found;
}

function edgeBetween(from, to, deep) {
  let [before, after] = [from, to];
  const was = deep(before);
  while (after - before > 1_000) {
    const middle = (before + after) / 2;
    if (deep(middle) === was) before = middle;
    else after = middle;
  }
  // To the minute inside the window, never outside of it.
  return was ? Math.floor(before / MINUTE) * MINUTE : Math.ceil(after / MINUTE) * MINUTE;
}

function span(from, to) {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

const service = Object.freeze({ stations, height, heights, turns, windows });

/** The plugin: it registers the service `tide-tables`, and asks for nothing. */
export default {
  name: ID,
  version: VERSION,
  providesServices: ['tide-tables'],
  init(ctx) {
    ctx.registerService('tide-tables', service);
  },
};
