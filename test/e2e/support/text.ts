/** Matches elements whose whole text is this one. Playwright's plain strings match parts, whatever the case. */
export function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
