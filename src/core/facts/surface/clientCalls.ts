/**
 * Whether a client of an interface is called where a route of JavaScript seems to be declared, since both have the same
 * names: its answer is waited for, kept or handed back, `api` belongs to an object, or a value is filled in within the
 * path.
 *
 * @param before what stands before it on its line.
 * @param declaration from the name of the router on: `api.get('/orders'`.
 */
export function isClientCall(before: string, declaration: string, path: string): boolean {
  if (/^\/.*\$\{/u.test(path) || /\b(?:await|return|yield)\s*\(?\s*(?:this\.)?$/u.test(before)) return true;
  return /^\s*api\b/u.test(declaration) && /(?:\bthis\.|(?:=>|(?<![=!<>])=)\s*\(?\s*)$/u.test(before);
}
