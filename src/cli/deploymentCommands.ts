import { resolve } from 'node:path';
import type { Ports } from '../flow/ports';
import type { Command } from './command';

type Engine = typeof import('../engine');

/** `check`, `lint`, `render` and `status`: what works on a plan that exists. */
export function deploymentCommands(engine: Engine, ports: Ports): Readonly<Record<string, Command>> {
  return {
    check: check(engine, ports),
    lint: lint(engine, ports),
    render: render(engine, ports),
    status: status(engine, ports),
  };
}

async function identityFor(ports: Ports, folder: string, signal: AbortSignal): Promise<string> {
  const repository = await ports.git.open(folder, signal);
  return (await repository.identity()) ?? 'unknown (no git identity)';
}

function check(engine: Engine, ports: Ports): Command {
  return {
    usage: 'check PLAN',
    summary:
      'Runs the automatic checks and appends their results to the log; exit code 1 unless every required check passes.',
    values: {},
    switches: {},
    takes: { least: 1, most: 1 },
    async run([file = ''], _options, say, signal) {
      const planFile = resolve(file);
      const { folder } = await engine.openDeployment(ports, planFile);
      const by = await identityFor(ports, folder, signal);
      const { checks } = await engine.runChecks(ports, planFile, undefined, by, signal, say);
      const passed = checks.every(({ check: { required }, verdict }) => !required || verdict === 'pass');
      const rows = checks.map(({ check: { id, title }, verdict, evidence }) => ({ id, title, verdict, evidence }));
      return {
        exitCode: passed ? 0 : 1,
        json: rows,
        text: rows
          .map(({ title, verdict, evidence }) => `${verdict.padEnd(8)}${title}: ${evidence.summary}\n`)
          .join(''),
      };
    },
  };
}

function lint(engine: Engine, ports: Ports): Command {
  return {
    usage: 'lint FILE...',
    summary: 'Lists problems of plans and runbooks; exit code 1 when there is an error.',
    values: {},
    switches: {},
    takes: { least: 1, most: Number.POSITIVE_INFINITY },
    async run(files, _options, _say, signal) {
      const findings = (await Promise.all(files.map((file) => engine.lintFile(ports, resolve(file), signal)))).flat();
      const distinct = [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
      return {
        exitCode: distinct.some(({ severity }) => severity === 'error') ? 1 : 0,
        json: distinct,
        text: distinct
          .map(({ file, line, severity, message, id }) => `${file}:${String(line)}: ${severity}: ${message} (${id})\n`)
          .join(''),
      };
    },
  };
}

function render(engine: Engine, ports: Ports): Command {
  return {
    usage: 'render PLAN [--write]',
    summary: 'Prints the runbook of a plan and its log, or merges it into its file; exit code 1 on a conflict.',
    values: {},
    switches: { write: 'merge the runbook into its file' },
    takes: { least: 1, most: 1 },
    async run([file = ''], options, say, signal) {
      const planFile = resolve(file);
      const deployment = await engine.openDeployment(ports, planFile);
      const { runbookFile, folder } = deployment;
      if (options['write'] !== true) {
        const text = engine.renderRunbook(ports, deployment);
        return { exitCode: 0, json: { runbookFile, merged: false, conflicts: [], text }, text };
      }
      const issued = await engine.issueRunbook(ports, planFile, await identityFor(ports, folder, signal), signal);
      if (issued.kind === 'written') {
        const { merged } = issued;
        return { exitCode: 0, json: { runbookFile, merged, conflicts: [] }, text: `${runbookFile}\n` };
      }
      say(`${runbookFile} was not written: it was edited in places that the plan changed too.`);
      for (const { line, message } of issued.conflicts) say(`${runbookFile}:${String(line)}: ${message}`);
      return { exitCode: 1, json: { runbookFile, merged: false, conflicts: issued.conflicts }, text: '' };
    },
  };
}

function status(engine: Engine, ports: Ports): Command {
  return {
    usage: 'status PLAN',
    summary: 'Tells where a deployment stands; exit code 1 unless the approval is valid or the deployment is closed.',
    values: {},
    switches: {},
    takes: { least: 1, most: 1 },
    async run([file = ''], _options, _say, signal) {
      const { status: state, approval, obstacles } = await engine.assessDeployment(ports, resolve(file), signal);
      const missing = obstacles.map(({ text }) => text);
      return {
        exitCode: engine.letsPipelinePass(state) ? 0 : 1,
        json: { status: state, stage: null, approval, missing },
        text: [`${state}: ${approval.reason}`, ...missing.map((line) => `- ${line}`), ''].join('\n'),
      };
    },
  };
}
