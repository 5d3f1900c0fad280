/** Gives the text that starts at an offset and ends with a zero byte. */
export function textAt(bytes, start) {
  const end = bytes.indexOf(0, start);
  if (start >= bytes.length || end === -1) throw new Error('a text lies outside the file');
  return bytes.toString('latin1', start, end);
}
