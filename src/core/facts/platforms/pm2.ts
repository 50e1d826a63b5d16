import { findingsByRole, type RoledEvidence } from '../detector';
import { baseName, isForeign } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { configRole } from './configRole';
import { commandProofs } from './deployLines';
import type { Platform } from './platform';

/** pm2 by its process file or a line that starts something with it. */
export const pm2: Platform = {
  id: 'pm2',
  reads: (path) => isProcessFile(path) || isDockerfile(path),
  detect: (files) => {
    const processes = files.loaded.flatMap((file): readonly RoledEvidence[] => {
      if (!isProcessFile(file)) return [];
      const line = (files.text(file) ?? '')
        .split('\n')
        .findIndex((text) => /["']?apps["']?\s*:|\bapps\b\s*=/u.test(text));
      const role = configRole(file) ?? (isForDevelopment(files.text(file) ?? '') ? 'development' : undefined);
      return line < 0 ? [] : [{ role, evidence: { file, line: line + 1 } }];
    });
    const images = files.loaded.flatMap((file) => (isDockerfile(file) ? pm2InImage(files, file) : []));
    const lines = commandProofs(files, {
      mention: /\bpm2\b/u,
      run: /(?:^|[\s;&|("'])pm2(?:-runtime|-docker)?\s+(?:start|restart|reload|startOrRestart|startOrReload|startOrGracefulReload|gracefulReload|deploy|[\w./-]+\.(?:config\.)?(?:js|cjs|json|ya?ml))\b/u,
    }).filter(({ file }) => !isEntrypoint(file));
    return findingsByRole('pm2', [...processes, ...images, ...lines]);
  },
};

function isProcessFile(path: string): boolean {
  return (
    /^(?:(?:ecosystem|pm2)(?:[._-][\w-]+)*\.(?:js|cjs|mjs|json|ya?ml)|pm2\.(?:json|ya?ml)|process(?:es)?\.(?:json|ya?ml))$/u.test(
      baseName(path),
    ) && !isForeign(path)
  );
}

/** What an image starts with: whatever it starts runs where the container does. */
function isEntrypoint(file: string): boolean {
  return /(?:^|[._-])entry-?point(?=[._-]|$)/iu.test(baseName(file));
}

/** Whether every process that tells its environment is one of a developer's machine. */
function isForDevelopment(text: string): boolean {
  const environments = [...text.matchAll(/\bNODE_ENV["']?\s*:\s*["'](\w+)["']/gu)].map(([, name]) => name);
  return environments.length > 0 && environments.every((name) => name === 'development');
}

function isDockerfile(path: string): boolean {
  return /^Dockerfile(?:[.-][\w.-]+)?$/u.test(baseName(path)) && !isForeign(path);
}

function pm2InImage(files: WorkspaceFiles, file: string): readonly RoledEvidence[] {
  if (!/\bpm2/u.test(files.text(file) ?? '')) return [];
  return (files.dockerfile(file) ?? [])
    .filter(({ keyword, text }) => /^(?:CMD|ENTRYPOINT)$/u.test(keyword) && /\bpm2(?:-runtime|-docker)?\b/u.test(text))
    .map(({ line }): RoledEvidence => ({ role: configRole(file), evidence: { file, line } }));
}
