import { evidenceAt, findingsByRole, type RoledEvidence } from '../detector';
import { listAt, textAt, valueAt } from '../looseValue';
import { baseName, isForeign } from '../paths';
import type { Role } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { configRole } from './configRole';
import { deployCommands } from './deployCommands';
import { commandProofs } from './deployLines';
import { maybeManifest } from './kubernetes/manifests';
import type { Platform } from './platform';
import { describesMachine, machineRole, provisioningPlaybooks } from './virtualMachines';

/** Ansible playbooks that hosts are deployed with. A role or collection by itself is software for others. */
export const ansible: Platform = {
  id: 'ansible',
  reads: (path) => maybeManifest(path) || (describesMachine(path) && !isForeign(path)),
  detect: (files) => {
    const playbooks = files.loaded.flatMap((file) => playbookProof(files, file));
    if (playbooks.length === 0) return [];
    const lines = commandProofs(files, deployCommands.ansible).map((line) => ({
      ...line,
      role: line.role ?? machineRole(line.file),
    }));
    const run = lines
      .filter(({ role }) => role === undefined)
      .map(({ text, inputs }) => `${text} ${inputs['playbook'] ?? ''}`);
    const provisioning = provisioningPlaybooks(files);
    // A playbook that makes a developer's machine may deploy others, too, when something runs it.
    const proofs = playbooks.map((proof) =>
      provisioning.has(proof.evidence.file) && !run.some((text) => text.includes(baseName(proof.evidence.file)))
        ? { ...proof, role: proof.role ?? ('development' as const) }
        : proof,
    );
    return findingsByRole('ansible', [...proofs, ...lines]);
  },
};

function playbookProof(files: WorkspaceFiles, file: string): readonly RoledEvidence[] {
  if (!maybeManifest(file) || /(?:^|\/)molecule\//u.test(file)) return [];
  if (!/^-?\s+["']?hosts["']?\s*:|^-\s+(?:ansible\.builtin\.)?import_playbook\s*:/mu.test(files.text(file) ?? ''))
    return [];
  const [document] = files.yaml(file) ?? [];
  const index = listAt(document?.value).findIndex(
    (play) =>
      textAt(play, 'ansible.builtin.import_playbook') !== undefined ||
      textAt(play, 'import_playbook') !== undefined ||
      (valueAt(play, 'hosts') !== undefined &&
        ['tasks', 'roles', 'pre_tasks', 'post_tasks', 'become', 'vars_files', 'gather_facts'].some(
          (key) => valueAt(play, key) !== undefined,
        )),
  );
  if (index < 0) return [];
  const play = listAt(document?.value)[index];
  return [
    {
      role: configRole(file) ?? machineRole(file) ?? hostsRole(play) ?? roleAside(file),
      evidence: evidenceAt(file, document?.lineOf([index])),
    },
  ];
}

/** A play for the machine of a developer alone is for nobody else. */
function hostsRole(play: unknown): Role | undefined {
  return /^(?:vagrant|multipass)$/iu.test(textAt(play, 'hosts') ?? '') ? 'development' : undefined;
}

/** A playbook among the scripts of a project helps at work with it, unless its name says that it deploys. */
function roleAside(file: string): Role | undefined {
  const isAside = /(?:^|\/)(?:scripts?|tools?|utils?)\//iu.test(file);
  return isAside && !/deploy|provision|release|rollout|site|prod/iu.test(file) ? 'development' : undefined;
}
