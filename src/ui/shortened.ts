/** A name for a place that other things share: its first words, where all of them are longer than `length`. */
export function shortened(name: string, length: number): string {
  if (name.length <= length) return name;
  const start = name.slice(0, length);
  const lastWord = start.lastIndexOf(' ');
  // A name in one piece is cut where it must be.
  return `${start.slice(0, lastWord < length / 2 ? length - 1 : lastWord)}…`;
}
