import { entriesAt, textAt, valueAt } from '../looseValue';
import { ancestorsOf, folderOf, inFolder } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';

/** A package.json as far as its scripts go. */
export interface NodePackage {
  readonly folder: string;
  readonly name: string | undefined;
  readonly scripts: readonly (readonly [string, string])[];
  readonly lineOf: (script: string) => number | undefined;
  readonly path: string;
  readonly uses: (library: string) => boolean;
}

/** The packages of these manifests that can be read. */
export function nodePackages(files: WorkspaceFiles, manifests: readonly string[]): readonly NodePackage[] {
  return manifests.flatMap((path): readonly NodePackage[] => {
    const manifest = files.json(path);
    if (manifest === undefined) return [];
    const { value } = manifest;
    return [
      {
        folder: folderOf(path),
        name: textAt(value, 'name'),
        scripts: entriesAt(value, 'scripts').flatMap(([name, body]) =>
          typeof body === 'string' ? [[name, body] as const] : [],
        ),
        lineOf: (script) => manifest.lineOf(['scripts', script]),
        path,
        uses: (library) =>
          valueAt(value, 'dependencies', library) !== undefined ||
          valueAt(value, 'devDependencies', library) !== undefined,
      },
    ];
  });
}

/** The package manager of the nearest lock file, else of the nearest `packageManager` field, else npm. */
export function packageManager(files: WorkspaceFiles, cwd: string): string {
  const locks = [
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
    ['bun.lockb', 'bun'],
    ['bun.lock', 'bun'],
    ['package-lock.json', 'npm'],
    ['npm-shrinkwrap.json', 'npm'],
    ['pnpm-workspace.yaml', 'pnpm'],
  ] as const;
  for (const folder of ancestorsOf(cwd)) {
    const present = locks.filter(([file]) => files.has(inFolder(folder, file)));
    const field = textAt(files.json(inFolder(folder, 'package.json'))?.value, 'packageManager');
    const named = /^(npm|pnpm|yarn|bun)@/u.exec(field ?? '')?.[1];
    if (named !== undefined && (present.length === 0 || present.some(([, manager]) => manager === named))) return named;
    if (present[0] !== undefined) return present[0][1];
  }
  return 'npm';
}

/** What runs a program of a package's dependencies. */
export function executor(manager: string): string {
  return manager === 'npm' ? 'npx' : manager === 'bun' ? 'bunx' : manager;
}
