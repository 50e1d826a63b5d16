import { resolve } from 'node:path';
import type { Ports } from '../flow/ports';
import { type Command, type CommandResult, text } from './command';

type Engine = typeof import('../engine');

/** `check`, `lint`, `render`, `status` and `waive`: what works on a plan that exists. */
export function deploymentCommands(engine: Engine, ports: Ports): Readonly<Record<string, Command>> {
  return {
    check: check(engine, ports),
    lint: lint(engine, ports),
    render: render(engine, ports),
    status: status(engine, ports),
    waive: waive(engine, ports),
    template: template(engine, ports),
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
      'Runs the automatic checks and appends their results to the log; exit code 1 unless every required check passes or is waived.',
    values: {},
    switches: {},
    takes: { least: 1, most: 1 },
    async run([file = ''], _options, say, signal) {
      const planFile = resolve(file);
      const { folder } = await engine.openDeployment(ports, planFile);
      const by = await identityFor(ports, folder, signal);
      const { checks } = await engine.runChecks(ports, planFile, undefined, by, signal, say);
      const passed = checks.every((status) => !status.check.required || engine.isMet(status));
      const rows = checks.map(({ check: { id, title }, verdict, waived, evidence, hints }) => ({
        id,
        title,
        verdict,
        ...(waived === undefined ? {} : { waived }),
        evidence,
        ...(hints === undefined ? {} : { hints }),
      }));
      return {
        exitCode: passed ? 0 : 1,
        json: rows,
        text: checks
          .map(
            (status) =>
              `${engine.describeCheck(status)}${status.waived === undefined ? '' : ` WAIVED by ${status.waived.by} (claimed): ${status.waived.reason}`}\n${(status.hints ?? []).map((hint) => `  hint: ${hint}\n`).join('')}`,
          )
          .join(''),
      };
    },
  };
}

function lint(engine: Engine, ports: Ports): Command {
  return {
    usage: 'lint FILE... | lint --rules',
    summary: 'Lists problems of plans and runbooks; exit code 1 when there is an error.',
    values: {},
    switches: { rules: 'list every rule with what it is for, and look at no file' },
    takes: { least: 0, most: Number.POSITIVE_INFINITY },
    async run(files, options, _say, signal) {
      if (options['rules'] === true) return listRules(engine);
      if (files.length === 0) throw new engine.UserFacingError('input', 'Usage: cc10x lint FILE... | lint --rules');
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

function listRules({ problemRules }: Engine): CommandResult {
  const rules = Object.entries(problemRules).map(([id, rule]) => ({ id, ...rule }));
  const width = Math.max(...rules.map(({ id }) => id.length));
  return {
    exitCode: 0,
    json: rules,
    text: rules
      .map(({ id, severity, documentation }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${documentation}\n`)
      .join(''),
  };
}

function render(engine: Engine, ports: Ports): Command {
  return {
    usage: 'render PLAN [--write [--take mine|plan]]',
    summary: 'Prints the runbook of a plan and its log, or merges it into its file; exit code 1 on a conflict.',
    values: {
      take: 'where an edit and the plan disagree: keep the lines that are there (mine), or replace all (plan)',
    },
    switches: { write: 'merge the runbook into its file' },
    takes: { least: 1, most: 1 },
    async run([file = ''], options, say, signal) {
      const planFile = resolve(file);
      const edits = editsOf(engine, text(options, 'take'));
      const deployment = await engine.openDeployment(ports, planFile);
      const { runbookFile, folder } = deployment;
      if (options['write'] !== true) {
        const rendered = await engine.renderRunbook(ports, deployment);
        return {
          exitCode: 0,
          json: { runbookFile, merged: false, conflicts: [], text: rendered },
          text: rendered,
        };
      }
      for (const { text: box, line, recordable } of await engine.findTicks(ports, planFile)) {
        const advice = recordable ? 'record it in the editor' : 'only running the check decides it';
        say(`${runbookFile}:${String(line)}: ticked by hand and not in the log (${advice}): ${box}`);
      }
      const by = await identityFor(ports, folder, signal);
      const issued = await engine.issueRunbook(ports, planFile, by, signal, edits);
      if (issued.kind === 'written') {
        const { merged } = issued;
        return { exitCode: 0, json: { runbookFile, merged, conflicts: [] }, text: `${runbookFile}\n` };
      }
      const why = issued.baseKnown
        ? 'it was edited in places that the plan changed too'
        : 'it differs from what the plan gives now';
      say(`${runbookFile} was not written: ${why}. Bring the two together and use --take mine, or --take plan.`);
      for (const { line, message } of issued.conflicts) say(`${runbookFile}:${String(line)}: ${message}`);
      return { exitCode: 1, json: { runbookFile, merged: false, conflicts: issued.conflicts }, text: '' };
    },
  };
}

function editsOf(engine: Engine, take: string | undefined): 'keep' | 'replace' | 'mine' {
  switch (take) {
    case undefined:
      return 'keep';
    case 'plan':
      return 'replace';
    case 'mine':
      return 'mine';
    default:
      throw new engine.UserFacingError('input', `--take must be "mine" or "plan", not "${take}".`);
  }
}

function status(engine: Engine, ports: Ports): Command {
  return {
    usage: 'status PLAN',
    summary: 'Tells where a deployment stands; exit code 1 unless the approval is valid or the deployment is closed.',
    values: {},
    switches: {},
    takes: { least: 1, most: 1 },
    async run([file = ''], _options, _say, signal) {
      const assessment = await engine.assessDeployment(ports, resolve(file), signal);
      const { status: state, approval, obstacles, checks } = assessment;
      const missing = obstacles.map(({ text }) => text);
      const waived = checks.flatMap(({ check: { id }, waived: waiver }) =>
        waiver === undefined ? [] : [{ check: id, ...waiver }],
      );
      return {
        exitCode: engine.letsPipelinePass(state) ? 0 : 1,
        json: { status: state, stage: null, approval, missing, ...(waived.length === 0 ? {} : { waived }) },
        text: [
          `${state}: ${approval.reason}`,
          ...approval.changes.map((change) => `~ ${change}`),
          ...waived.map(
            ({ check: id, by, reason, reviewed }) =>
              `! ${id} was waived by ${by} (claimed): ${reason}${reviewed === null ? ' A second person has not looked at it yet.' : ''}`,
          ),
          ...missing.map((line) => `- ${line}`),
          '',
        ].join('\n'),
      };
    },
  };
}

function waive(engine: Engine, ports: Ports): Command {
  return {
    usage: 'waive PLAN --reason TEXT [--check ID] | waive PLAN --review TEXT',
    summary: 'Emergency: lets the release go on without checks that did not pass; the reason is line 1 of the runbook.',
    values: {
      reason: 'why this cannot wait',
      check: 'the check to waive (default: every required one that has not passed)',
      review: 'the second look by somebody else, afterwards: what was looked at, and what follows from it',
    },
    switches: {},
    takes: { least: 1, most: 1 },
    async run([file = ''], options, say, signal) {
      const planFile = resolve(file);
      const reason = text(options, 'reason');
      const review = text(options, 'review');
      const id = text(options, 'check');
      if ((reason === undefined) === (review === undefined)) {
        throw new engine.UserFacingError('input', 'Give either --reason, or --review for the second look.');
      }
      const { folder } = await engine.locateDeployment(ports, planFile);
      const by = await identityFor(ports, folder, signal);
      const issued =
        review === undefined
          ? await engine.waiveChecks(
              ports,
              planFile,
              { reason: reason ?? '', checks: id === undefined ? undefined : [id] },
              by,
              signal,
            )
          : await engine.reviewWaiver(ports, planFile, review, by, signal);
      const { runbookFile } = issued;
      if (issued.kind === 'conflict') {
        say(`${runbookFile} was not written: it was edited. Bring edits and plan together with cc10x render.`);
        return { exitCode: 1, json: { runbookFile, written: false }, text: '' };
      }
      return { exitCode: 0, json: { runbookFile, written: true }, text: `${runbookFile}\n` };
    },
  };
}

function template(engine: Engine, ports: Ports): Command {
  return {
    usage: 'template DIR',
    summary: 'Writes the built-in runbook templates into DIR/.cc10x/templates, for you to change; files there stay.',
    values: {},
    switches: {},
    takes: { least: 1, most: 1 },
    async run([folder = ''], _options, say) {
      const { main, written } = await engine.ejectTemplates(ports, resolve(folder));
      if (written.length === 0) say('Every template is there already: nothing was written.');
      return { exitCode: 0, json: { main, written }, text: written.map((file) => `${file}\n`).join('') };
    },
  };
}
