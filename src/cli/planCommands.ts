import { resolve } from 'node:path';
import type { Ports } from '../flow/ports';
import { type Command, text } from './command';

type Engine = typeof import('../engine');

const rangeOptions = {
  base: 'first revision of the release, not included (default: the last release tag, else the merge base)',
  head: 'last revision of the release (default: HEAD)',
  unit: 'deployable unit, where the repository has several',
};

async function nameOf(ports: Ports, folder: string, signal: AbortSignal): Promise<string> {
  const repository = await ports.git.open(folder, signal);
  return (await repository.identity()) ?? 'unknown (no git identity)';
}

/** `facts`, `plan` and `update`: what reads a folder. */
export function planCommands(engine: Engine, ports: Ports): Readonly<Record<string, Command>> {
  return {
    facts: {
      usage: 'facts DIR [--base REF] [--head REF] [--unit ID]',
      summary: 'Reads the workspace and the release.',
      values: rangeOptions,
      switches: {},
      takes: { least: 1, most: 1 },
      async run([folder = ''], options, say, signal) {
        const request = { base: text(options, 'base'), head: text(options, 'head'), unit: text(options, 'unit') };
        const { facts: gathered, range } = await engine.gatherFacts(ports, resolve(folder), request, signal, say);
        const facts = engine.publishedFacts(gathered);
        if (range.baseFrom === 'head') {
          say(
            'There is no release tag and head is on the default branch: the range is empty. Name its begin with --base.',
          );
        }
        const lines = [
          `release         ${range.base.ref} (${range.base.commit.slice(0, 10)}) .. ${range.head.ref} (${range.head.commit.slice(0, 10)}): ${String(facts.release.commits.length)} commits, ${String(facts.release.files.length)} files`,
          ...(
            [
              'units',
              'platforms',
              'pipelines',
              'gitops',
              'ci',
              'tests',
              'migrationTools',
              'flags',
              'observability',
            ] as const
          ).map((name) => `${name.padEnd(16)}${facts[name].map(({ id }) => id).join(', ') || '-'}`),
          `migrations      ${facts.migrations.map(({ file }) => file).join(', ') || '-'}`,
        ];
        return { exitCode: 0, json: facts, text: `${lines.join('\n')}\n` };
      },
    },
    plan: {
      usage:
        'plan DIR --feature NAME [--base REF] [--head REF] [--unit ID] [--owner O] [--ticket T] [--date YYYY-MM-DD] [--write]',
      summary: 'Plans a deployment; --write writes plan, log and runbook.',
      values: {
        feature: 'name of the feature that is deployed',
        ...rangeOptions,
        owner: 'who owns the deployment (default: the service profile, else your git identity)',
        ticket: 'ticket (default: from the branch name or a commit message)',
        date: 'date of the deployment (default: today)',
      },
      switches: { write: 'write plan, log and runbook' },
      takes: { least: 1, most: 1 },
      async run([folder = ''], options, say, signal) {
        const feature = text(options, 'feature');
        if (feature === undefined) throw new engine.UserFacingError('input', 'Name the feature with --feature.');
        const request = {
          folder: resolve(folder),
          feature,
          base: text(options, 'base'),
          head: text(options, 'head'),
          unit: text(options, 'unit'),
          owner: text(options, 'owner'),
          ticket: text(options, 'ticket'),
          date: text(options, 'date'),
        };
        const planned = await engine.planDeployment(ports, request, signal, say);
        const { plan } = planned;
        const stages = plan.stages.map((stage) =>
          stage.skipped === undefined ? `${String(stage.trafficPercent)} %` : 'skipped',
        );
        const summary = [
          `${plan.deployment.feature}: ${plan.deployment.verdict}`,
          `strategy  ${plan.strategy.kind}: ${plan.strategy.why}`,
          `stages    ${stages.join(' → ')}`,
          `levels    ${plan.rollback.levels.map(({ level, available }) => `${String(level)} ${available ? 'available' : 'not available'}`).join(', ')}`,
          `risks     ${String(plan.risks.length)}`,
          `blanks    ${String(plan.blanks.filter(({ value }) => value === null).length)} open`,
        ];
        if (options['write'] !== true) return { exitCode: 0, json: plan, text: `${summary.join('\n')}\n` };
        const by = await nameOf(ports, request.folder, signal);
        const written = await engine.writeDeployment(ports, request.folder, planned, by, signal);
        return {
          exitCode: 0,
          json: { plan, ...written },
          text: `${[...summary, `plan      ${written.planFile}`, `runbook   ${written.runbookFile}`].join('\n')}\n`,
        };
      },
    },
    update: {
      usage: 'update PLAN',
      summary: 'Plans again for what is checked out; what you edited stays, and the difference is shown.',
      values: {},
      switches: {},
      takes: { least: 1, most: 1 },
      async run([file = ''], _options, say, signal) {
        const { folder } = await engine.openDeployment(ports, resolve(file));
        const by = await nameOf(ports, folder, signal);
        const { planFile, kept } = await engine.updateDeployment(ports, resolve(file), by, signal, say);
        const differences = kept.map(({ key, mine, planned }) => ({
          item: key,
          fields: engine.differingFields(mine, planned),
        }));
        const rows = differences.flatMap(({ item, fields }) => [
          `kept      ${item}`,
          ...fields.flatMap(({ field, mine, theirs }) => [
            `          ${field === '' ? 'it' : field} is yours:    ${mine}`,
            `          ${' '.repeat((field === '' ? 'it' : field).length)} planned now: ${theirs}`,
          ]),
        ]);
        return { exitCode: 0, json: { planFile, kept: differences }, text: `${[planFile, ...rows].join('\n')}\n` };
      },
    },
  };
}
