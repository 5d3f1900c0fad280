// What a person sees of what was written to a terminal: the lines of its screen, and those that have gone up from it.
const ESCAPE = '\u001b';
/** What follows it. */
const SEQUENCE = /^\[(\??)(\d*)([A-Za-z])/;

/**
 * Reads what was written to a terminal of some size. Only what this program uses is understood: everything else throws, so
 * that no test passes because of it.
 * @param {string} written
 * @param {{ columns?: number, rows?: number }} [size]
 * @returns {{ lines: string[], bright: string[], column: number, breaks: boolean }}
 *   `lines`: without spaces at the end, and without empty lines at the end; `bright`: what is shown in reverse, by line;
 *   `column`: where the cursor is; `breaks`: whether long lines are broken
 */
export function screenOf(written, { columns = 100, rows = 40 } = {}) {
  const cells = [[]];
  let [row, column, top, breaks, isBright] = [0, 0, 0, true, false];
  const down = () => {
    row += 1;
    cells[row] ??= [];
    top = Math.max(top, row - rows + 1);
  };
  const obey = ([, isPrivate, number, letter]) => {
    if (isPrivate && number === '7') breaks = letter === 'h';
    else if (letter === 'A') row = Math.max(top, row - Number(number || 1));
    else if (letter === 'm') isBright = { 7: true, 27: false }[number] ?? isBright;
    else if (letter === 'J' && number === '') {
      cells.length = row + 1;
      cells[row].length = Math.min(cells[row].length, column);
    } else throw new Error(`a sequence nobody knows: ${JSON.stringify(`${isPrivate}${number}${letter}`)}`);
  };
  const show = (letter) => {
    if (column >= columns) {
      if (breaks) {
        down();
        column = 0;
      } else column = columns - 1;
    }
    cells[row][column] = { letter, isBright };
    column += 1;
  };
  for (let rest = written; rest; ) {
    const [letter] = rest;
    const sequence = letter === ESCAPE && SEQUENCE.exec(rest.slice(1));
    if (sequence) obey(sequence);
    else if (letter === '\r') column = 0;
    else if (letter === '\n') down();
    else if (letter === '\b') column = Math.max(0, column - 1);
    else if (letter < ' ' || letter === '\u007f') throw new Error(`a control character: ${JSON.stringify(letter)}`);
    else show(letter);
    rest = rest.slice(sequence ? 1 + sequence[0].length : letter.length);
  }
  const text = (line) =>
    Array.from(line, (cell) => cell?.letter ?? ' ')
      .join('')
      .trimEnd();
  const lines = cells.map(text);
  while (lines.at(-1) === '') lines.pop();
  const bright = cells.map((line) => text(line.filter((cell) => cell?.isBright))).filter((line) => line);
  return { lines, bright, column, breaks };
}
