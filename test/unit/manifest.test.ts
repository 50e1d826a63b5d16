import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { defaultSettings } from '../../src/flow/settings';

const manifestSchema = z.looseObject({
  engines: z.looseObject({ vscode: z.string() }),
  contributes: z.looseObject({
    commands: z.array(z.looseObject({ command: z.string(), title: z.string() })),
    configuration: z.looseObject({ properties: z.record(z.string(), z.looseObject({ default: z.unknown() })) }),
    menus: z.record(z.string(), z.array(z.looseObject({ command: z.string() }))),
    views: z.record(z.string(), z.array(z.looseObject({ id: z.string() }))),
    walkthroughs: z.array(
      z.looseObject({
        id: z.string(),
        steps: z.array(
          z.looseObject({
            id: z.string(),
            description: z.string(),
            media: z.looseObject({ image: z.record(z.string(), z.string()), altText: z.string() }),
            completionEvents: z.array(z.string()),
          }),
        ),
      }),
    ),
  }),
  devDependencies: z.record(z.string(), z.string()),
});

const text = await readFile('package.json', 'utf8');
const manifest = z.parse(manifestSchema, JSON.parse(text));
const strings = z.parse(z.record(z.string(), z.string()), JSON.parse(await readFile('package.nls.json', 'utf8')));
const registered = [...(await readFile('src/ui/registerCommands.ts', 'utf8')).matchAll(/^ {2}'(cc10x\.\w+)',$/gmu)].map(
  (match) => match[1],
);

/** What stands in place of a key such as `%view.form%`. */
function stringOf(key: string): string {
  return strings[key.replaceAll('%', '')] ?? '';
}

/** The theme that a picture of a step is for, and what kind of file it is. */
async function pictureOf([theme, file]: readonly [string, string]): Promise<string> {
  return `${theme} ${(await readFile(file)).subarray(1, 4).toString()}`;
}

describe('the manifest', () => {
  test('contributes exactly the commands that are registered', () => {
    expect(manifest.contributes.commands.map(({ command }) => command).sort()).toEqual([...registered].sort());
  });

  test('has a string for every key, and no string without a key', () => {
    const used = [...text.matchAll(/"%([^%"]+)%"/gu)].map((match) => match[1]);
    expect([...new Set(used)].sort()).toEqual(Object.keys(strings).sort());
  });

  test('offers only its own commands in menus', () => {
    const commands = new Set(manifest.contributes.commands.map(({ command }) => command));
    const offered = Object.values(manifest.contributes.menus).flatMap((items) => items.map(({ command }) => command));
    expect(offered.filter((command) => !commands.has(command))).toEqual([]);
  });

  test('hides no command from the palette', () => {
    expect(manifest.contributes.menus['commandPalette']).toBe(undefined);
  });

  test('repeats the defaults of the settings', () => {
    const defaults = Object.entries(manifest.contributes.configuration.properties).map(([key, property]) => [
      key.replace('cc10x.', ''),
      property.default,
    ]);
    expect(Object.fromEntries(defaults)).toEqual(defaultSettings);
  });

  test('walks through five steps, each with a picture, a command and what completes it', async () => {
    const [walkthrough, ...others] = manifest.contributes.walkthroughs;
    const steps = await Promise.all(
      (walkthrough?.steps ?? []).map(async ({ id, description, media, completionEvents }) => ({
        ...{ id, completionEvents },
        links: [...stringOf(description).matchAll(/\]\(command:([\w.]+)\)/gu)].map((match) => match[1]),
        pictures: await Promise.all(Object.entries(media.image).map(pictureOf)),
        hasWords: stringOf(media.altText) !== '',
      })),
    );
    const pictures = ['dark PNG', 'light PNG', 'hc PNG', 'hcLight PNG'];
    const step = (id: string, command: string): object => ({
      ...{ id, completionEvents: [`onCommand:${command}`], links: [command], pictures, hasWords: true },
    });
    expect([...steps, ...others]).toEqual([
      step('plan', 'cc10x.planDeployment'),
      step('checks', 'cc10x.runChecks'),
      step('answers', 'cc10x.openForm'),
      step('rollout', 'cc10x.openPlanEditor'),
      step('runbook', 'cc10x.requestApproval'),
    ]);
  });

  test('links to no command that is not there', () => {
    const links = Object.values(strings).flatMap((words) => [...words.matchAll(/\]\(command:([\w.]+)\)/gu)]);
    const editors = ['vscode.openFolder', 'workbench.trust.manage', 'git.init'];
    const known = new Set([...manifest.contributes.commands.map(({ command }) => command), ...editors]);
    expect(links.map((match) => match[1]).filter((command) => !known.has(command ?? ''))).toEqual([]);
  });

  test('is typed against the oldest VS Code it runs in', () => {
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode'] ?? ''}`);
  });
});
