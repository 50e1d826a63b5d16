import type { WorkspaceFiles } from '../../workspaceFiles';
import { deployLines, isPipeline } from '../deployLines';
import type { DeployScript } from './describe';

/** Commands that bring a version to a platform known by itself, one for each platform and tool. */
const commands: readonly RegExp[] = [
  /\bgcloud\b.*\bapp\s+deploy\b/u,
  /\bgcloud\b.*\brun\s+(?:deploy|services\s+(?:replace|update))\b/u,
  /\bfly(?:ctl)?\s+deploy\b/u,
  /\bhelm\s+(?:upgrade|install)\b/u,
  /\bkubectl\b.*\s(?:apply|patch|set\s+image)\b/u,
  /\baws\s+ecs\s+update-service\b/u,
  /\bheroku\s+container:release\b/u,
  /\bvercel\s+(?:deploy|--prod)\b/u,
  /\bnetlify\s+deploy\b/u,
  /\b(?:serverless|sls)\s+deploy\b/u,
  /\bsam\s+deploy\b/u,
  /\bazd\s+(?:up|deploy)\b/u,
  /\bkamal\s+deploy\b/u,
];
/** Anything that such a command does not do: the script is then more than a way to call it. */
const further =
  /\b(?:ssh|scp|rsync|ansible-playbook|terraform|skaffold|systemctl|pm2|wrangler|gsutil|aws\s+s3|docker[ -]compose|docker\s+stack)\b/u;
const ofPipelines = /^\.(?:github|gitlab|circleci|buildkite|semaphore|woodpecker|azuredevops|azure-pipelines)\//u;

/**
 * Chooses the scripts that deploy in a way of their own. Left out are those that only call a platform's command, where
 * they are steps of a pipeline, kept in its folder, or where pipelines give that platform the same command without them.
 */
export function isOwnWay(files: WorkspaceFiles): (script: DeployScript) => boolean {
  let ofPipeline: ReadonlySet<RegExp> | undefined;
  return ({ file, touches }) => {
    const texts = touches.map(({ text }) => text);
    const called = commands.filter((command) => texts.some((text) => command.test(text)));
    if (called.length === 0 || texts.some((text) => further.test(text))) return true;
    if (ofPipelines.test(file)) return false;
    ofPipeline ??= commandsOfPipelines(files);
    return called.some((command) => ofPipeline?.has(command) !== true);
  };
}

function commandsOfPipelines(files: WorkspaceFiles): ReadonlySet<RegExp> {
  const lines = deployLines(
    files,
    /gcloud|fly|helm|kubectl|aws|heroku|vercel|netlify|serverless|sls|sam|azd|kamal/u,
  ).filter(({ kind, file }) => kind === 'run' && (isPipeline(file) || ofPipelines.test(file)));
  return new Set(commands.filter((command) => lines.some(({ text }) => command.test(text))));
}
