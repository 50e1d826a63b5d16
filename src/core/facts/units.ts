import { elementText } from './formats/xml';
import { textAt } from './looseValue';
import { hasManifest } from './manifests';
import { ancestorsOf, baseName, folderOf, inFolder, isForeign, isScaffold, roleOf } from './paths';
import type { Unit } from './schema';
import { cargo, dotnet, go, jvm } from './units/compiled';
import { containers } from './units/containers';
import { node } from './units/node';
import { platformFiles } from './units/platformFiles';
import { python } from './units/python';
import type { UnitEvidence, UnitSource } from './units/unitEvidence';
import type { WorkspaceFiles } from './workspaceFiles';

/** Every way to recognise a unit. */
const sources: readonly UnitSource[] = [containers, platformFiles, node, go, cargo, jvm, dotnet, python];

/** Whether `detectUnits` wants the text of this path. */
export function readsForUnits(path: string): boolean {
  return !isForeign(path) && (sources.some(({ reads }) => reads(path)) || /(?:^|\/)pyproject\.toml$/u.test(path));
}

/**
 * The root, and the folders that can be deployed by themselves. A library is none, however often it is built: a folder
 * counts when it has an image of its own (a Dockerfile, a Compose build), a deployment platform's file, an application
 * framework's tool in its scripts, a server that `start` runs, a main package (Go's `cmd/`, Cargo's binaries), an
 * application plugin (Gradle, Maven), a web or worker SDK (.NET) or a server among its requirements (Python). Folders whose names say example, development or
 * template are left out, those that generate or check code too. Charts count where there is nothing else. Ordered by folder.
 */
export function detectUnits(files: WorkspaceFiles, folderName: string | undefined): readonly Unit[] {
  const evidence = sources.flatMap(({ find }) => find(files)).filter(({ folder }) => isOwnFolder(folder));
  const found = deployed(evidence);
  const folders = found.length > 0 || hasProgram(files) ? found : chartFolders(files);
  const root: Unit = { id: '.', name: nameOf(files, '.') ?? folderName ?? '.', folder: '.' };
  return [
    root,
    ...[...folders]
      .sort()
      .map((folder): Unit => ({ id: folder, name: nameOf(files, folder) ?? tellingName(folder), folder })),
  ];
}

/** Strong folders, and weak ones where there are several programs to tell apart. */
function deployed(evidence: readonly UnitEvidence[]): readonly string[] {
  const all = new Set(evidence.map(({ folder }) => folder));
  const certain = new Set(evidence.filter(({ strength }) => strength === 'strong').map(({ folder }) => folder));
  // A program inside a unit is a part of it; one beside others is a unit of its own.
  const several = [...all].filter(
    (folder) =>
      !ancestorsOf(folder)
        .slice(1)
        .some((above) => above !== '.' && all.has(above)),
  );
  return several.length > 1 ? [...new Set([...certain, ...several])] : [...certain];
}

/** Whether the root itself is built and deployed; a `package.json` may be there for tools only. */
function hasProgram(files: WorkspaceFiles): boolean {
  return files.has('Dockerfile') && hasManifest(files, '.');
}

/** A repository of charts deploys its charts. A chart inside another is its part. */
function chartFolders({ named }: WorkspaceFiles): readonly string[] {
  const charts = new Set(named('Chart.yaml').map(folderOf));
  const outer = [...charts].filter(
    (folder) =>
      isOwnFolder(folder) &&
      !ancestorsOf(folder)
        .slice(1)
        .some((above) => charts.has(above)),
  );
  return outer.length > 1 ? outer : [];
}

/** Not the root, nor an example or a template. In `apps/docs` the documentation is the application. */
function isOwnFolder(folder: string): boolean {
  if (folder === '.' || isForeign(`${folder}/x`) || isScaffold(`${folder}/x`)) return false;
  // Tests of a unit, what builds or generates, what a page serves as it stands, what an Ansible role brings along, and the page that a .NET project builds into itself.
  if (
    /(?:^|\/)(?:[\w.-]+[._]tests?|tests?[_-][\w-]+|ClientApp[\w-]*|protoc-gen-[\w-]+|build|storybook|attributions?|e2e[-_][\w-]+|[\w-]+[-_]e2e)$|(?:^|\/)(?:public|roles\/[\w.-]+)\//iu.test(
      folder,
    )
  )
    return false;
  const role = roleOf(inFolder(folder, 'x'));
  const parent = folderOf(folder);
  if (role !== 'example' || !/^(?:apps|services|sites|packages)$/u.test(baseName(parent))) return role === undefined;
  return roleOf(inFolder(parent, 'x')) === undefined;
}

/** The last part of a folder that says what it is: `cart` of `services/cart/src`. */
export function tellingName(folder: string): string {
  const parts = folder.split('/');
  return parts.findLast((part) => !/^(?:src|app|source|code|docker)$/u.test(part)) ?? baseName(folder);
}

function nameOf(files: WorkspaceFiles, folder: string): string | undefined {
  const fromPackage = textAt(files.json(inFolder(folder, 'package.json'))?.value, 'name');
  if (fromPackage !== undefined) return fromPackage.replace(/^@[^/]+\//u, '');
  const module = /^module\s+(\S+)/mu.exec(files.text(inFolder(folder, 'go.mod')) ?? '')?.[1];
  if (module !== undefined) return baseName(module.replace(/\/v\d+$/u, ''));
  const inToml = (name: string, ...path: readonly string[]): string | undefined =>
    textAt(files.toml(inFolder(folder, name))?.value, ...path);
  return (
    inToml('Cargo.toml', 'package', 'name') ??
    inToml('pyproject.toml', 'project', 'name') ??
    inToml('pyproject.toml', 'tool', 'poetry', 'name') ??
    textAt(files.json(inFolder(folder, 'composer.json'))?.value, 'name')?.replace(/^.*\//u, '') ??
    elementText(files.xml(inFolder(folder, 'pom.xml')), 'artifactId')
  );
}
