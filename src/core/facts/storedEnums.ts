import type { Patches } from './schema';

/** A line with a constant of an enum of Java or Kotlin, by name. */
export const javaConstant = /^\s*([A-Z][A-Z0-9_]*)\s*(?:\([^;{}]{0,300}\))?\s*(?:[,;]|$)/u;
/** A line with a case of a backed enum of PHP, by name. */
export const phpCase = /^\s*case\s+(\w+)\s*=\s*['"\d]/u;

/** Texts that say that values of an enum are stored: files with them are read where the release brings a value. */
export function storedEnumTexts(patches: Patches): readonly string[] {
  const touches = (extension: RegExp, line: RegExp): boolean =>
    [...patches].some(([path, { added }]) => extension.test(path) && added.some(({ text }) => line.test(text)));
  return [
    ...(touches(/\.(?:java|kt)$/u, javaConstant) ? ['@Enumerated', '@field:Enumerated'] : []),
    ...(touches(/\.php$/u, phpCase) ? ['casts'] : []),
  ];
}
