import { describe, expect, it } from 'vitest';
import { aWorkspace } from '../../../support/aWorkspace';

describe('openWorkspace', () => {
  it('parses YAML documents and knows the line of each entry', () => {
    const files = aWorkspace({
      'a.yaml': 'kind: One\n---\nkind: Two\nspec:\n  list:\n    - name: x\n      image: y\n',
    });
    const documents = files.yaml('a.yaml');
    expect(documents?.map(({ value }) => value)).toEqual([
      { kind: 'One' },
      { kind: 'Two', spec: { list: [{ name: 'x', image: 'y' }] } },
    ]);
    expect(documents?.[1]?.lineOf(['spec', 'list', 0, 'image'])).toBe(7);
    expect(documents?.[1]?.lineOf(['kind'])).toBe(3);
    expect(documents?.[1]?.lineOf(['nothing', 'there'])).toBeUndefined();
  });

  it('parses JSON with comments and knows the line of each property', () => {
    const manifest = aWorkspace({ 'p.json': '{\n  // why\n  "scripts": {\n    "test": "vitest",\n  }\n}\n' }).json(
      'p.json',
    );
    expect(manifest?.value).toEqual({ scripts: { test: 'vitest' } });
    expect(manifest?.lineOf(['scripts', 'test'])).toBe(4);
  });

  it('lists broken files once, with the reason, and goes on', () => {
    const files = aWorkspace({ 'b.yaml': 'a: [1\n', 'c.json': '{', 'ok.yaml': 'a: 1' });
    expect([files.yaml('b.yaml'), files.yaml('b.yaml'), files.json('c.json')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(files.yaml('ok.yaml')?.[0]?.value).toEqual({ a: 1 });
    expect(files.skipped().map(({ file }) => file)).toEqual(['b.yaml', 'c.json']);
    expect(files.skipped()[1]?.reason).toBe('not valid JSON');
  });

  it('refuses aliases that multiply beyond measure', () => {
    const levels = Array.from({ length: 9 }, (_, level) =>
      level === 0
        ? 'a0: &a0 [x,x,x,x,x,x,x,x,x]'
        : `a${String(level)}: &a${String(level)} [${'x'.repeat(9).replaceAll('x', `*a${String(level - 1)},`)}]`,
    );
    const files = aWorkspace({ 'bomb.yaml': levels.join('\n') });
    expect(files.yaml('bomb.yaml')).toBeUndefined();
    expect(files.skipped().map(({ file }) => file)).toEqual(['bomb.yaml']);
  });

  it('takes a template of a chart for no YAML, and a byte order mark for no text', () => {
    const files = aWorkspace({
      'chart/Chart.yaml': 'name: shop',
      'chart/templates/a.yaml': 'a: {{ .Values.a }}\n{{- if .b }}\nb: [\n{{ end }}',
      'templates/b.yaml': 'b: [',
      'appsettings.json': '\uFEFF{ "a": 1 }',
    });
    expect([files.yaml('chart/templates/a.yaml'), files.yaml('templates/b.yaml')]).toEqual([undefined, undefined]);
    expect(files.json('appsettings.json')?.value).toEqual({ a: 1 });
    expect(files.skipped().map(({ file }) => file)).toEqual(['templates/b.yaml']);
  });

  it('says nothing about files that were not loaded', () => {
    const files = aWorkspace({});
    expect([files.text('x'), files.yaml('x'), files.json('x'), files.skipped()]).toEqual([
      undefined,
      undefined,
      undefined,
      [],
    ]);
  });
});
