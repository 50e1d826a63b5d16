import { baseName, folderOf, inFolder, joinedPath } from '../paths';
import type { Role } from '../schema';
import { perWorkspace, type WorkspaceFiles } from '../workspaceFiles';

/** Folders of tools that start a machine for a developer, or build the image of one. */
const folders = /(?:^|\/)(?:vagrant|multipass|packer|lima|virtualbox)\//iu;

/** What a machine for a developer, or the image of one, is made of is no deployment by its place. */
export function machineRole(path: string): Role | undefined {
  return folders.test(path) ? 'development' : undefined;
}

/** Vagrant's file (https://developer.hashicorp.com/vagrant/docs/provisioning/ansible) and templates of Packer. */
export function describesMachine(path: string): boolean {
  return /^(?:Vagrantfile|.+\.pkr\.(?:hcl|json)|(?:[\w.-]*packer[\w.-]*|ami)\.json)$/u.test(baseName(path));
}

/** The playbooks that such files provision with (`ansible.playbook = "…"`, `playbook_file = "…"`). */
export const provisioningPlaybooks: (files: WorkspaceFiles) => ReadonlySet<string> = perWorkspace(
  (files) =>
    new Set(
      files.loaded.filter(describesMachine).flatMap((file) =>
        [...(files.text(file) ?? '').matchAll(/\bplaybook(?:_file)?["']?\s*[=:]\s*["']([^"'\n]{1,200})["']/gu)].flatMap(
          ([, named = '']) => {
            const path = named.replace(/^(?:\$\{path\.root\}|\{\{\s*template_dir\s*\}\})\//u, '');
            return [joinedPath(folderOf(file), path), joinedPath('.', path), inFolder(folderOf(file), path)];
          },
        ),
      ),
    ),
);
