import { inFolder } from './paths';
import type { WorkspaceFiles } from './workspaceFiles';

const manifests = [
  ...['package.json', 'deno.json', 'go.mod', 'Cargo.toml', 'composer.json', 'Gemfile', 'mix.exs', 'Package.swift'],
  ...['pyproject.toml', 'requirements.txt', 'setup.py', 'Pipfile', 'manage.py'],
  ...['pom.xml', 'build.gradle', 'build.gradle.kts', 'build.sbt', 'project.clj'],
];

/** Whether a program is built in this folder: it holds the manifest of a language. */
export function hasManifest(files: WorkspaceFiles, folder: string): boolean {
  return manifests.some((name) => files.has(inFolder(folder, name)));
}
