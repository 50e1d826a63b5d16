/** Turns UTF-8 byte offsets into offsets of UTF-16 code units. Linear to set up, a look-up each. */
export function bytesOf(text: string): (byte: number) => number {
  if (/^[\u0000-\u007f]*$/u.test(text)) return (byte) => Math.min(byte, text.length);
  const units: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.codePointAt(at) ?? 0;
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (let count = 0; count < bytes; count += 1) units.push(at);
    if (code >= 0x10000) at += 1;
  }
  return (byte) => units[byte] ?? text.length;
}
