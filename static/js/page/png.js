/** Words in a PNG file: iTXt chunks (UTF-8) after its header, where every program leaves them alone. Pure. */

/** The sign, and the header chunk: what comes before the first other chunk, bytes. */
const HEAD = 33;

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** The checksum of PNG (and ZIP). @param {Uint8Array} bytes */
export function crc32(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) c = (CRC[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/**
 * @param {Uint8Array<ArrayBuffer>} png
 * @param {Record<string, string>} words by keyword, of Latin letters
 * @returns {Uint8Array<ArrayBuffer>[]} the parts of the file
 */
export function withWords(png, words) {
  const chunks = Object.entries(words).map(([keyword, text]) => {
    // Keyword, not compressed, no language, no translated keyword, text.
    const data = new TextEncoder().encode(`iTXt${keyword}\0\0\0\0\0${text}`);
    const chunk = new Uint8Array(data.length + 8);
    const view = new DataView(chunk.buffer);
    view.setUint32(0, data.length - 4);
    chunk.set(data, 4);
    view.setUint32(data.length + 4, crc32(data));
    return chunk;
  });
  return [png.slice(0, HEAD), ...chunks, png.slice(HEAD)];
}
