import { describe, expect, it } from 'vitest';
import { lastVersionOf } from '../../../../../src/core/facts/migrations/migrationVersion';
import type { Migration } from '../../../../../src/core/facts/schema';

function migrations(...names: readonly string[]): readonly Migration[] {
  return names.map((name) => ({
    tool: 'sql',
    file: `db/${name}`,
    change: 'added',
    reversible: 'yes',
    findings: [],
    phase: 'expand',
  }));
}

describe('the version to stop at', () => {
  it('is the last of the first ones, by the value of its number', () => {
    expect(lastVersionOf(migrations('00009_a.sql', '00010_b.sql'), migrations('00011_c.sql'), 'number')).toBe('10');
    expect(lastVersionOf(migrations('V9__a.sql', 'V10_1__b.sql'), migrations('V10.2__c.sql'), 'flyway')).toBe('10.1');
    expect(lastVersionOf(migrations('20260101_Add.cs'), migrations('20260102_Drop.cs'), 'className')).toBe(
      '20260101_Add',
    );
    expect(lastVersionOf(migrations('20260101-a.js'), migrations('20260102-b.js'), 'fileName')).toBe('20260101-a.js');
  });

  it('is not there where the two mix, share a number, or have none', () => {
    expect(lastVersionOf(migrations('1_a.sql', '3_c.sql'), migrations('2_b.sql'), 'number')).toBeUndefined();
    expect(lastVersionOf(migrations('1_a.sql'), migrations('1_b.sql'), 'number')).toBeUndefined();
    expect(lastVersionOf(migrations('V1__a.sql', 'R__views.sql'), migrations('V2__b.sql'), 'flyway')).toBeUndefined();
  });
});
