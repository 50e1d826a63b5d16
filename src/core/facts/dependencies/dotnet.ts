import type { XmlElement } from '../formats/xml';
import { baseName } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import type { Declared, LineReader, ManifestFormat } from './manifest';

/** Project files, files that MSBuild includes in all projects, and the older `packages.config`. */
export const dotnetManifests: readonly ManifestFormat[] = [
  {
    ecosystem: 'nuget',
    matches: (path) =>
      /\.(?:cs|fs|vb)proj$/u.test(path) ||
      /^(?:Directory\.Build\.(?:props|targets)|packages\.config)$/u.test(baseName(path)),
    read: (files, path) => readReferences(files, path, ['PackageReference', 'package']),
    readLine,
  },
  {
    ecosystem: 'nuget',
    matches: (path) => baseName(path) === 'Directory.Packages.props',
    read: (files, path) => readReferences(files, path, ['PackageVersion', 'GlobalPackageReference']),
    readLine,
    central: true,
  },
];

function readReferences(files: WorkspaceFiles, path: string, names: readonly string[]): readonly Declared[] {
  const found: Declared[] = [];
  const visit = (element: XmlElement): void => {
    const { attributes, children, line } = element;
    const name = attributes['Include'] ?? attributes['id'];
    if (names.includes(element.name) && name !== undefined) {
      const version =
        attributes['Version'] ?? attributes['version'] ?? children.find((child) => child.name === 'Version')?.text;
      found.push({ name, version, development: attributes['developmentDependency'] === 'true', line });
    }
    children.forEach(visit);
  };
  const root = files.xml(path);
  if (root !== undefined) visit(root);
  return found;
}

function readLine(line: string): ReturnType<LineReader> {
  const match = /<(?:PackageReference|PackageVersion)\s+Include="([^"]+)"(?:\s+Version="([^"]+)")?/iu.exec(line);
  return match?.[1] === undefined ? undefined : { name: match[1], version: match[2], development: false };
}
