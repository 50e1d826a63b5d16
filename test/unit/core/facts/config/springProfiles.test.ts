import { describe, expect, it } from 'vitest';
import { springInProduction } from '../../../../../src/core/facts/config/springProfiles';
import { openWorkspace } from '../../../../../src/core/facts/workspaceFiles';

const property = 'spring.flyway.enabled';

function toldBy(texts: Readonly<Record<string, string>>): readonly string[] {
  const files = openWorkspace(Object.keys(texts), new Map(Object.entries(texts)));
  return springInProduction(files, [property]).map(
    ({ value, evidence: { file, line } }) => `${value} ${file}:${String(line)}`,
  );
}

const document = (profile: string, enabled: boolean) =>
  `spring:\n  config:\n    activate:\n      on-profile: ${profile}\n  flyway:\n    enabled: ${String(enabled)}\n`;

describe('springInProduction', () => {
  it.each([
    ['the document for production', `${document('dev', false)}---\n${document('prod', true)}`, ['true a.yml:13']],
    ['what is for every profile', `${document('test', false)}---\nspring.flyway.enabled: true\n`, ['true a.yml:8']],
    ['nothing of other environments', `${document('local', true)}---\n${document('staging', true)}`, []],
  ])('takes %s', (_, text, told) => {
    const path = 'src/main/resources/application.yml';
    expect(toldBy({ [path]: text })).toEqual(told.map((each) => each.replace('a.yml', path)));
  });

  it('takes the file of the profile for production before the one for every profile', () => {
    const base = { 'config/application.properties': 'spring.flyway.enabled = true\n' };
    expect(toldBy({ ...base, 'config/application-dev.properties': 'spring.flyway.enabled=false\n' })).toEqual([
      'true config/application.properties:1',
    ]);
    expect(toldBy({ ...base, 'config/application-prod.properties': '\nspring.flyway.enabled=false\n' })).toEqual([
      'false config/application-prod.properties:2',
    ]);
  });
});
