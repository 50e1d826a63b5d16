import { describe, expect, test } from 'vitest';
import { handlebarsRenderer } from '../../../../src/adapters/handlebarsRenderer';
import { parseTemplate } from '../../../../src/adapters/handlebarsTemplates';
import { layOut, TemplateFault } from '../../../../src/core/runbook/layOut';
import { aPlan } from '../../../support/aPlan';
import { aBusyLog, aRunbook, aRunbookView } from '../../../support/aRunbook';

const view = {
  title: 'Passkeys <b>',
  empty: '',
  done: true,
  items: [
    { name: 'one', inner: ['a', 'b'] },
    { name: 'two', inner: [] },
  ],
  none: [],
};

function laidOut(template: string, partials: Readonly<Record<string, string>> = {}): string {
  const texts = Object.entries({ main: template, ...partials });
  return layOut('main', Object.fromEntries(texts.map(([name, text]) => [name, parseTemplate(name, text)])), view);
}

function faultOf(template: string, partials: Readonly<Record<string, string>> = {}): string {
  try {
    return laidOut(template, partials);
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    return `${error.template}:${String(error.place.line)}:${String(error.place.column)} ${error.message}`;
  }
}

describe('a template of the workspace', () => {
  test.each([
    ['values, unescaped', '{{title}}|{{{title}}}|{{&title}}', 'Passkeys <b>|Passkeys <b>|Passkeys <b>'],
    ['conditions', '{{#if empty}}a{{else if done}}b{{else}}c{{/if}}{{#unless none}}d{{/unless}}', 'bd'],
    ['lists', '{{#each items}}[{{name}}:{{#each inner}}{{this}}{{../name}}{{/each}}]{{/each}}', '[one:aonebone][two:]'],
    ['empty lists', '{{#each none}}x{{else}}nothing{{/each}}', 'nothing'],
    ['lines of their own', 'a\n{{#if done}}\nb\n{{/if}}\n{{!-- why --}}\nc\n', 'a\nb\nc\n'],
    ['Windows line ends', 'a\r\n{{#if done}}\r\nb\r\n{{/if}}\r\n', 'a\nb\n'],
  ])('has %s', (_, template, expected) => {
    expect(laidOut(template)).toBe(expected);
  });

  test('calls partials, each in the context where it stands', () => {
    expect(laidOut('{{#each items}}\n{{> line}}\n{{/each}}', { line: '- {{name}}\n' })).toBe('- one\n- two\n');
  });

  test.each([
    ['a\n  {{titel}}', 'main:2:3 There is no value `titel` here.'],
    ['{{items.length}}', 'main:1:1 `items.length` is no text.'],
    ['{{constructor}}', 'main:1:1 There is no value `constructor` here.'],
    ['{{__proto__}}', 'main:1:1 There is no value `__proto__` here.'],
    ['{{title.length}}', 'main:1:1 There is no value `title.length` here.'],
    ['{{items}}', 'main:1:1 `items` is no text.'],
    ['{{#each title}}{{/each}}', 'main:1:1 `title` is no list.'],
    ['{{> other}}', 'main:1:1 There is no template "other".'],
    ['{{> constructor}}', 'main:1:1 There is no template "constructor".'],
    ['{{log title}}', 'main:1:1 Only the name of a value can stand here: there are no functions.'],
    ['{{lookup items 0}}', 'main:1:1 Only the name of a value can stand here: there are no functions.'],
    ['{{title a=1}}', 'main:1:1 Only the name of a value can stand here: there are no functions.'],
    ['{{"text"}}', 'main:1:1 Only the name of a value can stand here.'],
    ['{{@root}}', 'main:1:1 Only the name of a value can stand here.'],
    ['{{#with items}}{{/with}}', 'main:1:1 Only `if`, `unless` and `each` can stand here.'],
    ['{{#if (title)}}{{/if}}', 'main:1:1 Only the name of a value can stand here.'],
    ['{{#if title done}}{{/if}}', 'main:1:1 `if` takes the name of one value.'],
    ['{{#each items as |item|}}{{/each}}', 'main:1:1 `each` takes the name of one value.'],
    ['{{> (title)}}', 'main:1:1 A partial is called by its name alone.'],
    ['{{#*inline "x"}}{{/inline}}', 'main:1:1 Decorators, inline partials and partial blocks cannot be used.'],
    ['{{#> x}}{{/x}}', 'main:1:1 Decorators, inline partials and partial blocks cannot be used.'],
    ['\n {{#if done}}{{/each}}', "main:2:5 if doesn't match each."],
    ['{{#if done}}\n', 'main:2:1 The template ends in the middle of a block or of `{{ … }}`.'],
    ['a\n{{title', 'main:2:3 This is not template syntax.'],
  ])('%j is refused, with its place', (template, expected) => {
    expect(faultOf(template)).toBe(expected);
  });

  test('a mistake in a partial is named by its file', () => {
    expect(faultOf('a\n{{> line}}', { line: '\n\n{{oops}}' })).toBe('line:3:1 There is no value `oops` here.');
  });

  test('ends', () => {
    expect(faultOf('{{> loop}}', { loop: 'x{{> loop}}' })).toBe('loop:1:2 "loop" calls itself.');
    const long = 'x'.repeat(200_000);
    const doubling = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`p${String(index)}`, `{{> p${String(index + 1)}}}`.repeat(2)]),
    );
    expect(faultOf('{{> p0}}', { ...doubling, p10: long })).toBe('p10:1:1 The template writes without end.');
    expect(faultOf('x'.repeat(300_000))).toBe('main:1:1 The template is too long.');
  });
});

test('the built-in templates, laid out as data, give the same bytes', async () => {
  for (const runbook of [aRunbookView(), aRunbookView(aPlan(), aBusyLog())]) {
    expect(await handlebarsRenderer.renderWith(handlebarsRenderer.templates, runbook)).toBe(
      handlebarsRenderer.render(runbook),
    );
  }
});

test('templates that a workspace lacks are the built-in ones', async () => {
  const summary = '## Summary\n\nSee the wiki.\n';
  const text = await handlebarsRenderer.renderWith({ summary }, aRunbookView());
  expect(text).toContain('\n## Summary\n\nSee the wiki.\n');
  expect(text.split('## Pre-Deployment Checklist')[1]).toBe(aRunbook().split('## Pre-Deployment Checklist')[1]);
});
