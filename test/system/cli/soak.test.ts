import { describe, expect, test } from 'vitest';
import { cc10x, cc10xJson, expectRefused } from '../../support/commandLine';

const usual = ['--baseline', '.001', '--factor', '2', '--share', '.01', '--rps', '10'];

describe('cc10x soak', () => {
  test('tells requests first and time second', async () => {
    expect(await cc10xJson('soak', ...usual)).toEqual({
      exitCode: 0,
      json: {
        samples: 10169,
        seconds: 101690,
        method: 'exact Poisson test with a control of 99 requests for each, one-sided 5 %, power 80 %',
        expectedBaselineErrors: 10.169,
        limitErrorRate: 0.00157,
      },
    });
  });

  test('says what it means', async () => {
    const { exitCode, stdout } = await cc10x('soak', ...usual);
    expect([exitCode, stdout.trimEnd().split('\n')]).toEqual([
      0,
      [
        '10,169 requests of the new version, 28 h 14 min 50 s at this traffic.',
        'At the baseline about 10 of them fail. Let at most 0.157 % fail: a version that fails 2 times as often exceeds that in 80 % of cases, one that is as good as before in 5 % at most.',
        'Errors count as independent of one another. Where that was not measured, plans assume that they vary 1.5 times as much (--overdispersion 1.5).',
        'Method: exact Poisson test with a control of 99 requests for each, one-sided 5 %, power 80 %. The human floor of the stage is not in it.',
      ],
    ]);
  });

  test('asks for more where errors come in clusters', async () => {
    expect(await cc10xJson('soak', ...usual, '--overdispersion', '1.5')).toMatchObject({
      json: { samples: 15254, seconds: 152540, overdispersion: 1.5 },
    });
    expect((await cc10x('soak', ...usual, '--overdispersion', '1.5')).stdout).toContain(
      '\nErrors count as varying 1.5 times as much as independent ones.\n',
    );
  });

  test.each([
    [['--baseline', '0'], '--baseline must be a number above 0 and below 1, not "0".'],
    [['--baseline', '1'], '--baseline must be a number above 0 and below 1, not "1".'],
    [['--factor', '1'], '--factor must be a number above 1, not "1".'],
    [['--factor', '1001'], '--baseline times --factor is more than every request failing.'],
    [['--share', '1.5'], '--share must be a number above 0 and at most 1, not "1.5".'],
    [
      ['--share', '1'],
      'At --share 1 no old version is left to compare with. Name a --control-ratio, as of a frozen baseline.',
    ],
    [['--rps', '-1'], /./u],
    [['--rps', 'many'], '--rps must be a number above 0, not "many".'],
    [['--power', '1'], '--power must be a number between 0.5 and 0.999, not "1".'],
  ])('refuses %j', async (args, message) => {
    const [name = ''] = args;
    const others = usual.flatMap((word, index) =>
      index % 2 === 0 && word !== name ? [word, usual[index + 1] ?? ''] : [],
    );
    expectRefused(await cc10x('soak', ...others, ...args), { exitCode: 2, message });
  });

  test('names what is missing', async () => {
    expectRefused(await cc10x('soak', '--baseline', '.01'), {
      exitCode: 2,
      message: 'Name --factor: a number above 1.',
    });
  });
});
