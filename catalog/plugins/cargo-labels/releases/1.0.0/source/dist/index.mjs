// Cargo Labels 1.0.0: shipping labels as SVG, A6 upright, with a Code 128 bar code.
// One module without imports: texts in, texts out.

const ID = 'com.tidepool.cargo-labels';
const VERSION = '1.0.0';

// Millimetres.
const WIDTH = 105;
const HEIGHT = 148;
const MARGIN = 6;
const INNER = WIDTH - 2 * MARGIN;

const MAX_LINES = 5; // of an address, below the name
const MAX_TEXT = 80; // characters of one line
const MAX_REFERENCE = 32;
const MAX_PIECES = 999;

// ISO/IEC 15417: the widths of bars and gaps, by value; three start symbols and the stop at the end.
const SYMBOLS = (
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 ' +
  '122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 ' +
  '321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 ' +
  '211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 ' +
  '213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 ' +
  '121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 ' +
  '241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 ' +
  '412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 ' +
  '211214 211232 2331112'
).split(' ');
const TO_C = 99;
const TO_B = 100;
const START_B = 104;
const START_C = 105;
const STOP = 106;
const QUIET = 10; // modules of white on both sides

// Handling marks, drawn in a field of 12 by 12.
const MARKS = {
  fragile: 'M3 1h6l-.6 3.4a2.5 2.5 0 0 1-1.9 1.9V10H9v1H3v-1h2.5V6.3a2.5 2.5 0 0 1-1.9-1.9z',
  'this-way-up': 'M3.5 1 6 4.5H4.4V9H2.6V4.5H1zM8.5 1 11 4.5H9.4V9H7.6V4.5H6zM1 10h10v1H1z',
  'keep-dry': 'M6 1a5 5 0 0 1 5 5H6.5v3.5a1.5 1.5 0 0 1-3 0h1a.5.5 0 0 0 1 0V6H1a5 5 0 0 1 5-5z',
};

/** The values of a Code 128 symbol: start, data, check digit and stop. */
function valuesOf(text) {
  const digitsAt = (at) => /^\d*/.exec(text.slice(at))[0].length;
  const values = [];
  let inC = false;
  for (let at = 0; at < text.length; ) {
    const digits = digitsAt(at);
    const ends = at + digits === text.length;
    // Pairs of digits take half the room, once the change of sets has paid for itself.
    const worth = inC ? digits >= 2 : digits >= (at === 0 || ends ? 4 : 6);
    if (worth && !inC && digits % 2 && at > 0) {
      values.push(text.charCodeAt(at) - 32); // the odd digit first
      at += 1;
    }
    if (worth !== inC || !values.length) {
      values.push(values.length ? (worth ? TO_C : TO_B) : worth ? START_C : START_B);
      inC = worth;
    }
    values.push(inC ? Number(text.slice(at, at + 2)) : text.charCodeAt(at) - 32);
    at += inC ? 2 : 1;
  }
  const sum = values.reduce((total, value, place) => total + value * Math.max(1, place), 0);
  return [...values, sum % 103, STOP];
}

function isText(value, most) {
  return typeof value === 'string' && value.trim() !== '' && value.length <= most;
}

function line(value, field) {
  if (!isText(value, MAX_TEXT)) {
    throw new TypeError(`${field} is not a text of 1 to ${MAX_TEXT} characters`);
  }
  if (/[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(value)) {
    throw new TypeError(`${field} has a character that cannot be printed`);
  }
  return value.trim();
}

function address(given, field) {
  const lines = given?.lines;
  if (!Array.isArray(lines) || !lines.length || lines.length > MAX_LINES) {
    throw new TypeError(`${field}.lines are not 1 to ${MAX_LINES} texts`);
  }
  return [line(given.name, `${field}.name`), ...lines.map((one, i) => line(one, `${field}.lines[${i}]`))];
}

function whole(value, field, most) {
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new RangeError(`${field} is not a whole number from 1 to ${most}`);
  }
  return value;
}

function marksOf(handling = []) {
  if (!Array.isArray(handling)) throw new TypeError('handling is not a list');
  for (const mark of handling) {
    if (!Object.hasOwn(MARKS, mark)) {
      throw new RangeError(`handling knows ${Object.keys(MARKS).join(', ')}`);
    }
  }
  return Object.keys(MARKS).filter((mark) => handling.includes(mark));
}

function reference(given) {
  if (!isText(given, MAX_REFERENCE) || !/^[\x20-\x7e]+$/.test(given)) {
    throw new TypeError(`reference is not 1 to ${MAX_REFERENCE} printable ASCII characters`);
  }
  return given;
}

function checked(given) {
  const shipment = given ?? {};
  const pieces = whole(shipment.pieces ?? 1, 'pieces', MAX_PIECES);
  const piece = whole(shipment.piece ?? 1, 'piece', pieces);
  const weight = shipment.weightKg;
  if (weight !== undefined && !(Number.isFinite(weight) && weight >= 0.001 && weight < 100_000)) {
    throw new RangeError('weightKg is not a number from 0.001 to 100,000');
  }
  return {
    from: address(shipment.from, 'from'),
    to: address(shipment.to, 'to'),
    reference: reference(shipment.reference),
    marks: marksOf(shipment.handling),
    pieces,
    piece,
    weight,
  };
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text) {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

function rounded(number) {
  return String(Math.round(number * 1000) / 1000);
}

// A line of text; one that would be wider than `room` is squeezed into it.
function text(x, y, size, content, { anchor = 'start', bold = false, room = INNER } = {}) {
  const tooWide = [...content].length * size * 0.56 > room;
  return (
    `<text x="${rounded(x)}" y="${rounded(y)}" font-size="${rounded(size)}"` +
    (anchor === 'start' ? '' : ` text-anchor="${anchor}"`) +
    (bold ? ' font-weight="bold"' : '') +
    (tooWide ? ` textLength="${rounded(room)}" lengthAdjust="spacingAndGlyphs"` : '') +
    `>${escaped(content)}</text>`
  );
}

function rule(y) {
  return `<path d="M${MARGIN} ${rounded(y)}h${INNER}" stroke="#000" stroke-width=".4"/>`;
}

function bars(modules, y, height) {
  const module = INNER / (modules.length + 2 * QUIET);
  const found = [];
  for (const run of modules.matchAll(/1+/g)) {
    const x = MARGIN + (QUIET + run.index) * module;
    found.push(`M${rounded(x)} ${rounded(y)}h${rounded(run[0].length * module)}v${rounded(height)}H${rounded(x)}z`);
  }
  return `<path class="code128" d="${found.join('')}"/>`;
}

function parts(one) {
  const found = [text(MARGIN, 9, 2.6, 'FROM', { bold: true })];
  one.from.forEach((content, i) => found.push(text(MARGIN, 13 + 3.8 * i, 3, content)));
  found.push(rule(36), text(MARGIN, 41.5, 3.2, 'TO', { bold: true }));
  one.to.forEach((content, i) => found.push(text(MARGIN, 49 + 7.4 * i, i ? 5 : 6.4, content, { bold: !i })));
  found.push(rule(93));
  one.marks.forEach((mark, i) => {
    found.push(`<path transform="translate(${MARGIN + 15 * i} 95.5)" d="${MARKS[mark]}"><title>${mark}</title></path>`);
  });
  const right = { anchor: 'end', room: 44 };
  if (one.weight !== undefined) found.push(text(WIDTH - MARGIN, 100, 4.2, `${rounded(one.weight)} kg`, right));
  found.push(text(WIDTH - MARGIN, 106.5, 4.2, `${one.piece} / ${one.pieces}`, { ...right, bold: true }));
  found.push(rule(110), bars(barcode(one.reference), 114, 22));
  found.push(text(WIDTH / 2, 142, 4.2, one.reference, { anchor: 'middle' }));
  return found;
}

function drawn(one) {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}mm" height="${HEIGHT}mm" ` +
    `viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="Helvetica, Arial, sans-serif">\n` +
    `<title>${escaped(one.reference)}, ${one.piece} of ${one.pieces}</title>\n` +
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>\n${parts(one).join('\n')}\n</svg>\n`
  );
}

/** The modules of a Code 128 symbol, `1` for black, without the quiet zones. */
export function barcode(given) {
  return valuesOf(reference(given))
    .map((value) => [...SYMBOLS[value]].map((width, i) => (i % 2 ? '0' : '1').repeat(Number(width))).join(''))
    .join('');
}

/** One label: `{from, to, reference, pieces?, piece?, weightKg?, handling?}` → SVG. */
export function label(shipment) {
  return drawn(checked(shipment));
}

/** The labels of all pieces of a shipment, in order. */
export function labels(shipment) {
  const one = checked({ ...shipment, piece: 1 });
  return Array.from({ length: one.pieces }, (_, i) => drawn({ ...one, piece: i + 1 }));
}

/** The plugin: it registers the service `cargo-labels`, and asks for nothing. */
export default {
  name: ID,
  version: VERSION,
  providesServices: ['cargo-labels'],
  init(ctx) {
    ctx.registerService('cargo-labels', Object.freeze({ barcode, label, labels }));
  },
};
