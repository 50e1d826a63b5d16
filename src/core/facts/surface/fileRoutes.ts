/**
 * The endpoint that a file is by its place alone, without its method: handlers of Next.js
 * (https://nextjs.org/docs/app/api-reference/file-conventions/route, https://nextjs.org/docs/pages/building-your-application/routing/api-routes)
 * and of SvelteKit (https://svelte.dev/docs/kit/routing#server). Undefined for any other file.
 */
export function fileRoute(path: string): string | undefined {
  const place =
    /(?:^|\/)app\/(?<route>(?:[^/]+\/)*api\/(?:[^/]+\/)*)route\.[jt]s$/u.exec(path) ??
    /(?:^|\/)pages\/(?<route>api\/(?:[^/]+\/)*(?!_)[^/.]+)\.[jt]s$/u.exec(path) ??
    /(?:^|\/)src\/routes\/(?<route>(?:[^/]+\/)*)\+server\.[jt]s$/u.exec(path);
  const route = place?.groups?.['route'];
  if (route === undefined) return undefined;
  const parts = route
    .split('/')
    .filter((part) => part !== '' && part !== 'index' && !/^\(.*\)$/u.test(part) && !part.startsWith('@'))
    .map((part) => part.replace(/^\[+(?:\.\.\.)?(\w+)(?:=\w+)?\]+$/u, ':$1'));
  return `/${parts.join('/')}`;
}
