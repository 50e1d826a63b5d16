import { describe, expect, it } from 'vitest';
import { parseFreezeWindow, windowCovers } from '../../../src/core/freezeWindows';

describe('freeze windows', () => {
  it.each([
    ['2025-12-20', '2026-01-02', '2025-12-20', 'day'],
    ['2025-12-20', '2026-01-02', '2026-01-02', 'day'],
    ['2025-12-20', '2026-01-02', '2026-01-03', 'none'],
    ['2025-12-20T18:00', '2025-12-21', '2025-12-20', 'part'],
    ['12-20', '01-02', '2026-01-01', 'day'],
    ['12-20', '01-02', '2026-06-01', 'none'],
    ['Fri 16:00', 'Mon 08:00', '2025-10-24', 'part'],
    ['Fri 16:00', 'Mon 08:00', '2025-10-25', 'day'],
    ['Fri 16:00', 'Mon 08:00', '2025-10-27', 'part'],
    ['Fri 16:00', 'Mon 08:00', '2025-10-28', 'none'],
    ['Saturday', 'Sunday', '2024-02-29', 'none'],
    ['Saturday', 'Sunday', '2024-03-02', 'day'],
    ['Wed 09:00', 'Wed 12:00', '2025-10-29', 'part'],
  ])('%s to %s covers of %s: %s', (from, to, date, expected) => {
    const window = parseFreezeWindow({ from, to });
    expect(window === undefined ? undefined : windowCovers(window, date)).toBe(expected);
  });

  it.each([
    ['2025-12-20', 'Mon'],
    ['tomorrow', 'Monday'],
    ['2025-12-20', '2025-12-19'],
    ['12-40', '01-02'],
  ])('%s to %s is no window', (from, to) => {
    expect(parseFreezeWindow({ from, to })).toBeUndefined();
  });
});
