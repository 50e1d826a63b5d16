import { describe, expect, it } from 'vitest';
import { elementsAt, elementText, parseXml } from '../../../../../src/core/facts/formats/xml';

const pom = `<?xml version="1.0"?>
<!-- <module>no</module> -->
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modules>
    <module>api</module>
    <module><![CDATA[web]]></module>
  </modules>
  <x:build
      kind="a&amp;b"/>
</project>
`;

describe('parseXml', () => {
  const root = parseXml(pom);

  it('is a tree with lines', () => {
    expect(elementsAt(root, 'modules', 'module').map(({ text, line }) => [text, line])).toEqual([
      ['api', 5],
      ['web', 6],
    ]);
    expect(elementText(root, 'modules', 'module')).toBe('api');
    expect([elementText(root, 'modules'), elementText(undefined, 'x'), elementsAt(root, 'module')]).toEqual([
      undefined,
      undefined,
      [],
    ]);
    expect(elementsAt(root, 'build')).toEqual([
      { name: 'build', attributes: { kind: 'a&b' }, text: '', children: [], line: 8 },
    ]);
  });

  it('refuses what is not well-formed, and does not expand declared entities', () => {
    expect(() => parseXml('<a><b></a>')).toThrow('not valid XML');
    expect(() => parseXml('')).toThrow('not valid XML');
    expect(() => parseXml('<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>')).toThrow('not valid XML');
  });
});
