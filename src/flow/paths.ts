/** Joins an absolute folder and relative parts with forward slashes, which every system we run on accepts. */
export function joinPath(folder: string, ...parts: readonly string[]): string {
  const [first, ...rest] = [folder, ...parts].filter((part) => part !== '' && part !== '.');
  return [(first ?? '').replace(/[\\/]+$/u, ''), ...rest.map((part) => part.replace(/^\.?\/+|\/+$/gu, ''))].join('/');
}

/** The folder that holds `path`; undefined at the top. */
export function parentOf(path: string): string | undefined {
  const normal = withForwardSlashes(path).replace(/\/+$/u, '');
  const cut = normal.lastIndexOf('/');
  if (cut < 0 || normal === '') return undefined;
  return cut === 0 ? '/' : normal.slice(0, cut);
}

export function baseName(path: string): string {
  return withForwardSlashes(path).split('/').at(-1) ?? path;
}

export function withForwardSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}
